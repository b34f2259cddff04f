import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { NotFoundError } from '../../errors.js';
import type { Activation } from '../../runtime/activation.js';
import { Executor } from '../../runtime/executor.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import { header, type HttpRequest } from '../requests/http-request.js';
import { Idempotency } from '../requests/idempotency.js';
import { refuseUnasked } from '../requests/request-rules.js';
import { SignedIn } from '../requests/signed-in.js';
import { ACTIVATION, type ActivationTarget } from './activation-target.js';

/**
 * Runs a handler inside the transition: user, transaction, lock, load, visibility → handler → write, commit →
 * response. Applied by `@UseActivation`.
 */
@Injectable()
export class ActivationInterceptor implements NestInterceptor {
  /** @internal */
  constructor(
    private readonly reflector: Reflector,
    private readonly executor: Executor,
    private readonly registry: FlowRegistry,
    private readonly signedIn: SignedIn,
    private readonly idempotency: Idempotency,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.run(context, next));
  }

  private async run(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const target = this.reflector.getAllAndOverride<ActivationTarget>(ACTIVATION, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<HttpRequest & { activation?: Activation }>();
    const response = context.switchToHttp().getResponse<{ statusCode: number }>();
    const user = await this.signedIn.userOf(request);
    refuseUnasked(request);
    const { taskId, processId } = request.params;
    if (taskId === undefined) throw new NotFoundError('task', '');
    const reach = { user, flow: this.registry.of(target.flow), node: target.node, processId };
    const key = header(request, 'idempotency-key');
    return this.idempotency.run({ request, response, userId: user.id, key }, () =>
      this.executor.activate(taskId, reach, (activation) => {
        request.activation = activation;
        return lastValueFrom(next.handle(), { defaultValue: undefined });
      }),
    );
  }
}
