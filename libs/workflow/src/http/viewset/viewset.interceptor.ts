import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import { NotFoundError } from '../../errors.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import type { WorkflowUser } from '../../runtime/ports/access-policy.js';
import type { HttpRequest } from '../requests/http-request.js';
import { Idempotency } from '../requests/idempotency.js';
import { checkRequest } from '../requests/request-rules.js';
import { SignedIn } from '../requests/signed-in.js';
import { linksFrom, mountPoint } from './mount-point.js';
import { keepCall, ViewsetCall } from './viewset-call.js';
import { VIEWSET, type ViewsetScope } from './viewset-scope.js';

/**
 * What every route of a viewset begins with, after the application's guards: who asks (401), what the request may
 * look like (403, 415), which flow it is about (404), and whether it was answered before (`Idempotency-Key`).
 */
@Injectable()
export class ViewsetInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly registry: FlowRegistry,
    private readonly signedIn: SignedIn,
    private readonly idempotency: Idempotency,
    private readonly host: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.run(context, next));
  }

  private async run(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const response = context.switchToHttp().getResponse<{ statusCode: number }>();
    const user = await this.signedIn.userOf(request);
    checkRequest(request);
    keepCall(request, this.call(context, { request, response, user }));
    return this.idempotency.run({ request, response, userId: user.id }, () =>
      lastValueFrom(next.handle(), { defaultValue: undefined }),
    );
  }

  private call(
    context: ExecutionContext,
    { request, response, user }: { request: HttpRequest; response: object; user: WorkflowUser },
  ): ViewsetCall {
    const scope = this.reflector.get<ViewsetScope>(VIEWSET, context.getClass());
    const all = scope.flows.map((flow) => this.registry.of(flow));
    const own = this.ownFlow(scope, request);
    const base = mountPoint(request, context.getHandler());
    const showsAll = scope.part !== 'lone-flow' && this.registry.all().every((flow) => all.includes(flow));
    const shows = (name: string) =>
      all.some((flow) => flow.name === name) || (scope.part !== 'lone-flow' && !this.registry.find(name));
    return new ViewsetCall(
      request,
      user,
      linksFrom(base, scope.part, shows),
      own ? [own] : all,
      showsAll && !own,
      own,
      (status) => {
        this.host.httpAdapter.status(response, status);
      },
    );
  }

  private ownFlow({ part, flow }: ViewsetScope, request: HttpRequest): CompiledFlow | undefined {
    if (flow) return this.registry.of(flow);
    if (part !== 'unknown-flow') return undefined;
    const name = request.params['flow'] ?? '';
    // A flow the code has is shown where it was put, or nowhere.
    if (this.registry.find(name)) throw new NotFoundError('flow', name);
    return this.registry.named(name);
  }
}
