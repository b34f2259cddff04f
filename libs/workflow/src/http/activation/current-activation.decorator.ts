import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Activation } from '../../runtime/activation.js';

/**
 * The activation of the task a route under `@UseActivation` is about; also there as `request.activation`.
 *
 * @example
 * \@Post('confirm') confirm(\@CurrentActivation() activation: Activation<Order>) { return activation.execute(); }
 */
export const CurrentActivation = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<{ activation?: Activation }>().activation,
);
