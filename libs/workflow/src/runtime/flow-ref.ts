import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { NodeName, PayloadOf, ResultOf } from '../definition/references.js';
import { EngineFault, NotFoundError } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { Executor } from './executor.js';
import type { WorkflowUser } from './ports/access-policy.js';
import type { FailureMode } from './context-parts.js';
import type { StartOptions, Started } from './process-start.js';

/** Which task a call is for: itself, or the one task of that node waiting in a process. */
export type ReceiveTarget = { readonly taskId: string } | { readonly processId: string };

/**
 * A flow in the hands of the application's code. Inject it with `@InjectFlow(HelloWorldFlow)`; names, payloads and
 * results are checked against the flow class.
 *
 * @example
 * constructor(@InjectFlow(HelloWorldFlow) private readonly hello: FlowRef<HelloWorldFlow>) {}
 * greet() { return this.hello.start('start', { text: 'Hi' }, { businessKey: 'greeting-1' }); }
 */
export class FlowRef<F extends object> {
  /** @internal */
  constructor(
    private readonly compiled: () => CompiledFlow,
    private readonly executor: Executor,
  ) {}

  /** The compiled flow; there once the application has started. */
  get flow(): CompiledFlow {
    return this.compiled();
  }

  /**
   * Starts a process. Errors raised while starting leave nothing behind and reach the caller.
   *
   * @throws {InputInvalidError} when the payload does not fit the start's form, or the node is no start.
   */
  start<K extends NodeName<F>>(
    node: K,
    payload?: PayloadOf<F, K>,
    options: StartOptions = {},
  ): Promise<Started<ResultOf<F, K>>> {
    return this.executor.start(this.flow, node, payload, options) as Promise<Started<ResultOf<F, K>>>;
  }

  /**
   * Calls a waiting `@Receive` task: it runs, completes and answers its method's result. When the method throws, the
   * task still waits.
   *
   * @throws {NotFoundError} when nothing of that name waits there.
   * @throws {TransitionNotAllowedError} when the task was received before.
   */
  async receive<K extends NodeName<F>>(
    node: K,
    target: ReceiveTarget,
    payload?: PayloadOf<F, K>,
    options: { user?: WorkflowUser; failures?: FailureMode } = {},
  ): Promise<ResultOf<F, K>> {
    const { failures } = options;
    if ('taskId' in target) {
      return this.executor.activate(target.taskId, { flow: this.flow, node, failures }, async (activation) =>
        activation.execute(payload),
      ) as Promise<ResultOf<F, K>>;
    }
    return this.executor.activateProcess(target.processId, { flow: this.flow, failures }, async (session) => {
      const task = this.waitingTask(
        node,
        session.context.process,
        await session.context.tx.liveTasks(session.context.process.id),
      );
      return (await session.take(task)).execute(payload);
    }) as Promise<ResultOf<F, K>>;
  }

  /**
   * Cancels a running process with everything live in it.
   *
   * @throws {ForbiddenError} when a user is given who does not manage the flow.
   * @throws {TransitionNotAllowedError} when the process is final already.
   */
  async cancel(processId: string, options: { user?: WorkflowUser } = {}): Promise<Process> {
    return this.executor.activateProcess(
      processId,
      { flow: this.flow, user: options.user },
      async (session) => {
        await session.cancelProcess();
        return session.context.process;
      },
    );
  }

  private waitingTask(node: string, process: Process, live: readonly Task[]): Task {
    const known = this.flow.graph.find(node);
    const names = known ? this.flow.graph.storedNames(known) : [node];
    const waiting = live.filter((task) => names.includes(task.node));
    const [first, second] = waiting;
    if (!first) throw new NotFoundError(`a task '${node}' waiting in process`, process.id);
    if (second) {
      throw new EngineFault(
        `Expected one task '${node}' to wait in process ${process.id}, but ${waiting.length} do: receive by { taskId }.`,
      );
    }
    return first;
  }
}
