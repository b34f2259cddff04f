import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { FlowClass } from '../../definition/flow-node.js';
import type { NodeName } from '../../definition/references.js';
import { ActivationInterceptor } from './activation.interceptor.js';
import { ACTIVATION, type ActivationTarget } from './activation-target.js';

/**
 * Gives the handlers of a controller, or one handler, the activation of a task: the route's `:taskId` (and
 * `:processId`, where it has one). Guards run before; then the process is locked, the task read and checked to be the
 * user's to see; the handler runs in that transaction; the response is sent after it was committed.
 *
 * Without a user the answer is 401; a task of another flow, node or process, or one the user may not see, is 404.
 * Handlers must not take `@Res()` (without `passthrough`), `@Next()` nor be `@Sse()`: they would answer before the
 * commit, and are refused when the application starts.
 *
 * @param flow - the flow the task must be of
 * @param node - the node the task must be of. Default: any of the flow
 *
 * @example
 * \@Controller('tasks/:processId/:taskId')
 * \@UseActivation(HelloWorldFlow, 'approve')
 * export class CancelTaskController {
 *   \@Post('cancel')
 *   async cancel(\@CurrentActivation() activation: Activation<HelloWorld>) {
 *     if (activation.cancel.canProceed()) await activation.cancel();
 *   }
 * }
 */
export function UseActivation<F extends object>(
  flow: FlowClass<F>,
  node?: NodeName<F>,
): ClassDecorator & MethodDecorator {
  return applyDecorators(
    SetMetadata(ACTIVATION, { flow, node } satisfies ActivationTarget),
    UseInterceptors(ActivationInterceptor),
  );
}
