import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ConfigurationError } from '../../errors.js';
import type { Activation } from '../../runtime/activation.js';

/**
 * Finds what `@CurrentActivation()` gives; the parameters of a route are known by it.
 *
 * @internal
 */
export function currentActivation(_: unknown, context: ExecutionContext): Activation {
  const { activation } = context.switchToHttp().getRequest<{ activation?: Activation }>();
  if (activation) return activation;
  const where = `${context.getClass().name}.${context.getHandler().name}`;
  throw new ConfigurationError(
    `Expected ${where}, which takes @CurrentActivation(), to run under @UseActivation, but it does not: add @UseActivation(TheFlow) to it or its controller.`,
  );
}

/**
 * The activation of the task a route under `@UseActivation` is about; also there as `request.activation`. A route
 * that takes it and is under none stops the boot.
 *
 * @example
 * \@Post('confirm') confirm(\@CurrentActivation() activation: Activation<Order>) { return activation.execute(); }
 */
export const CurrentActivation = createParamDecorator(currentActivation);
