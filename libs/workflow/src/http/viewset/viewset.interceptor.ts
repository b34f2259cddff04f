import {
  Inject,
  Injectable,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import { NotFoundError } from '../../errors.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import type { WorkflowUser } from '../../runtime/ports/access-policy.js';
import { WorkflowService } from '../../runtime/workflow.service.js';
import { header, type HttpRequest } from '../requests/http-request.js';
import { Idempotency } from '../requests/idempotency.js';
import { checkRequest } from '../requests/request-rules.js';
import { SignedIn } from '../requests/signed-in.js';
import { unstorable } from '../../runtime/storable-text.js';
import { answersItself } from '../route-metadata.js';
import { linksFrom, mountPoint, rootOf } from './mount-point.js';
import { PAGES, type Pages, type Visit } from './pages-port.js';
import { keepCall, ViewsetCall } from './viewset-call.js';
import { VIEWSET, type ViewsetScope } from './viewset-scope.js';

/**
 * What every route of a viewset begins with, after the application's guards: who asks (401), what the request may
 * look like (403, 415), which flow it is about (404), and whether it was answered before (`Idempotency-Key`). A
 * request that asks for a page is handed to whoever makes pages, unless its handler writes the answer itself.
 */
@Injectable()
export class ViewsetInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly registry: FlowRegistry,
    private readonly workflow: WorkflowService,
    private readonly signedIn: SignedIn,
    private readonly idempotency: Idempotency,
    private readonly host: HttpAdapterHost,
    @Optional() @Inject(PAGES) private readonly pages?: Pages,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const visit = this.visit(context, next);
    // Nest sends nothing of what is returned for a handler that takes `@Res()`: a page would never arrive.
    const sent = answersItself(context.getClass(), visit.route).length === 0;
    return from(this.run(visit, sent ? this.pages : undefined));
  }

  private async run(visit: Visit, pages: Pages | undefined): Promise<unknown> {
    if (pages) visit.append('Vary', 'Accept');
    if (pages?.serves(visit.request)) return pages.serve(visit);
    // What is answered depends on who asks, and on the moment.
    visit.header('Cache-Control', 'private, no-cache');
    await visit.call();
    checkRequest(visit.request);
    return visit.answer({ key: header(visit.request, 'idempotency-key') });
  }

  private visit(context: ExecutionContext, next: CallHandler): Visit {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest & { body?: unknown }>();
    const response = http.getResponse<{ statusCode: number }>();
    const { httpAdapter } = this.host;
    const { part } = this.scope(context);
    let user: WorkflowUser | undefined;
    return {
      request,
      route: context.getHandler().name,
      handler: context.getHandler(),
      root: rootOf(mountPoint(request, context.getHandler()), part),
      call: async () => {
        user = await this.signedIn.userOf(request);
        const call = this.call(
          context,
          { request, response, user },
          await this.ownFlow(this.scope(context), request),
        );
        keepCall(request, call);
        return call;
      },
      whole: async () =>
        this.call(context, { request, response, user: await this.signedIn.userOf(request) }, undefined),
      answer: async ({ body, key } = {}) => {
        if (body !== undefined) request.body = body;
        return this.idempotency.run({ request, response, userId: user?.id ?? '', key }, () =>
          lastValueFrom(next.handle(), { defaultValue: undefined }),
        );
      },
      status: (code) => {
        httpAdapter.status(response, code);
      },
      header: (name, value) => {
        httpAdapter.setHeader(response, name, value);
      },
      append: (name, value) => {
        httpAdapter.appendHeader(response, name, value);
      },
    };
  }

  private scope(context: ExecutionContext): ViewsetScope {
    return this.reflector.get<ViewsetScope>(VIEWSET, context.getClass());
  }

  private call(
    context: ExecutionContext,
    { request, response, user }: { request: HttpRequest; response: object; user: WorkflowUser },
    own: CompiledFlow | undefined,
  ): ViewsetCall {
    const scope = this.scope(context);
    const all = scope.flows.map((flow) => this.registry.of(flow));
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
      all,
      scope.part === 'lone-flow',
    );
  }

  private async ownFlow(
    { part, flow }: ViewsetScope,
    request: HttpRequest,
  ): Promise<CompiledFlow | undefined> {
    if (flow) return this.registry.of(flow);
    if (part !== 'unknown-flow') return undefined;
    const name = request.params['flow'] ?? '';
    // A flow the code has is shown where it was put, or nowhere; and none is named what no database can keep.
    const isNone = this.registry.find(name) !== undefined || unstorable(name) !== undefined;
    if (isNone || !(await this.isStored(name))) throw new NotFoundError('flow', name);
    return this.registry.named(name);
  }

  /** Whether there are processes of a flow of this name, whoever may see them. */
  private async isStored(name: string): Promise<boolean> {
    const { items } = await this.workflow.processes({ flows: [name], limit: 1 });
    return items.length > 0;
  }
}
