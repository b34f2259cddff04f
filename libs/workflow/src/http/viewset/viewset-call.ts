import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { Process } from '../../model/process.entity.js';
import type { WorkflowUser } from '../../runtime/ports/access-policy.js';
import type { Audience } from '../answers/answers.js';
import type { Links } from '../answers/links.js';
import type { HttpRequest } from '../requests/http-request.js';

/** One request to a viewset: who asks, and about which flows. */
export class ViewsetCall implements Audience {
  /**
   * The processes of the tasks a list has answered, by their ids: what they hold is not in the answer, and pages show it.
   *
   * @internal
   */
  readonly processes = new Map<string, Process>();

  constructor(
    readonly request: HttpRequest,
    readonly user: WorkflowUser,
    readonly links: Links,
    /** All flows this controller lists, in the order they were given. */
    readonly flows: readonly CompiledFlow[],
    /** True when lists show every flow of the application, those included that the code no longer has. */
    readonly showsAll: boolean,
    /** The flow of the route; absent on the routes above several flows. */
    readonly ownFlow: CompiledFlow | undefined,
    /** Sets another status than the route's own. */
    readonly answerWith: (status: number) => void,
    /** All flows of the viewset, on the routes of one of them as well. */
    readonly siblings: readonly CompiledFlow[],
    /** The viewset is of one flow alone. */
    readonly lone: boolean,
  ) {}

  /** The flow of the route. */
  get flow(): CompiledFlow {
    // Only routes below a flow ask, and the interceptor has found it for them.
    return this.ownFlow as CompiledFlow;
  }
}

const calls = new WeakMap<object, ViewsetCall>();

/** Keeps the call for the parameters of the handler. */
export function keepCall(request: object, call: ViewsetCall): void {
  calls.set(request, call);
}

/**
 * Finds what `@Call()` gives; the parameters of a route are known by it.
 *
 * @internal
 */
export function currentCall(_: unknown, context: ExecutionContext): ViewsetCall | undefined {
  return calls.get(context.switchToHttp().getRequest<object>());
}

/**
 * The {@link ViewsetCall} of a request, in methods of viewsets and of classes that extend them.
 *
 * @example
 * \@Get('mine') mine(\@Call() call: ViewsetCall) { return { user: call.user.id }; }
 */
export const Call = createParamDecorator(currentCall);
