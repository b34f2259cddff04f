import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Activation } from './activation.js';
import type { Deliveries, GivenUpQuery } from './deliveries.js';
import type { ActivateOptions } from './activate-options.js';
import type { Executor } from './executor.js';
import type { FlowRegistry } from './flow-registry.js';
import type { MessageOptions, MessageOutcome, Messages } from './messages.js';
import { behaviourOf } from './node-behaviour.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { Clock } from './ports/clock.js';
import {
  CODE_VIEWER,
  type Counts,
  type InboxQuery,
  type ListQueries,
  type ListQuery,
  type MentionRow,
  type Page,
  type ProcessPage,
  type ProcessQuery,
  type TaskRow,
} from './ports/list-queries.js';
import { RELATIVES, relativesOf, type KnownProcess } from './relatives.js';
import { Visibility } from './visibility.js';

/**
 * The workflow layer in the hands of the application's code: the one door to every task, and the lists.
 *
 * @example
 * await this.workflow.activate(taskId, { user }, async (activation) => {
 *   if (activation.cancel.canProceed()) await activation.cancel();
 * });
 */
export class WorkflowService {
  private readonly visibility: Visibility;

  /** @internal */
  constructor(
    private readonly executor: Executor,
    private readonly registry: FlowRegistry,
    private readonly lists: ListQueries,
    access: AccessPolicy,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly deliveries: Deliveries,
  ) {
    this.visibility = new Visibility(access, lists);
  }

  /**
   * Runs `work` with the activation of a task, its process locked, in one transaction: what `work` changes and what
   * it writes through `activation.manager` or its own repositories commits together, or not at all.
   *
   * @throws {NotFoundError} when there is no such task that the user may see.
   * @throws {ProcessBusyError} when the process stays locked for longer than its flow waits.
   */
  activate<T>(
    taskId: string,
    options: Pick<ActivateOptions, 'user' | 'failures'>,
    work: (activation: Activation) => Promise<T> | T,
  ): Promise<T> {
    return this.executor.activate(taskId, options, work);
  }

  /**
   * Runs `work` with the activation of a task as it stands, without locking its process: for showing it, and what can
   * be done with it. It says which transitions are possible; one that is called is refused, and nothing is written.
   *
   * @throws {NotFoundError} when there is no such task that the user may see.
   * @throws {EngineFault} when `work` calls a transition.
   *
   * @example
   * const actions = await this.workflow.look(taskId, { user }, (activation) => activation.allowedTransitions());
   */
  look<T>(
    taskId: string,
    options: Pick<ActivateOptions, 'user'>,
    work: (activation: Activation) => Promise<T> | T,
  ): Promise<T> {
    return this.executor.look(taskId, options, work);
  }

  /**
   * Sends a message: to the process that waits longest for this name and key, else it starts one, else it waits.
   *
   * @throws {NobodyWaitsError} when nobody waits for it, it starts nothing, and it has no time to live.
   *
   * @example
   * await this.workflow.message('invoice-paid', '42', { amount: 100 }, { id: webhook.id, ttl: '1d' });
   */
  message(name: string, key: string, payload?: unknown, options?: MessageOptions): Promise<MessageOutcome> {
    return this.messages.send(name, key, payload, options);
  }

  /**
   * Throws a signal: every `@SignalCatch` of its name that waits by now is released, in all flows.
   *
   * @throws {InputInvalidError} when the name is none.
   */
  signal(name: string, payload?: unknown): Promise<void> {
    return this.executor.signal(name, payload);
  }

  /**
   * What had to pass between processes — a child's end, an escalation, a signal, a message — and could not be
   * delivered however often it was tried: the oldest first, each with its error. See {@link redeliver}.
   */
  givenUp(query?: GivenUpQuery): Promise<WorkflowEvent[]> {
    return this.deliveries.givenUp(query);
  }

  /**
   * Delivers again what was given up, when what was in its way is gone: now, and with as many attempts as the first
   * time.
   *
   * @throws {NotFoundError} when no such delivery was given up.
   *
   * @example
   * for (const { id } of await this.workflow.givenUp()) await this.workflow.redeliver(id);
   */
  redeliver(eventId: string): Promise<void> {
    return this.deliveries.redeliver(eventId);
  }

  /**
   * The user's own tasks to do: theirs, assigned or started, not snoozed; or with `snoozed`, those that are. With
   * `delegated` those that others have for the user, until they come back.
   */
  async inbox(user: WorkflowUser, query: InboxQuery = {}): Promise<Page<TaskRow>> {
    return this.lists.inbox(await this.viewer(user), query, this.clock.now());
  }

  /** The tasks the user may take. */
  async queue(user: WorkflowUser, query: ListQuery = {}): Promise<Page<TaskRow>> {
    return this.lists.queue(await this.viewer(user), query, this.peoplesKinds());
  }

  /** The tasks the user has finished. */
  async archive(user: WorkflowUser, query: ListQuery = {}): Promise<Page<TaskRow>> {
    return this.lists.archive(await this.viewer(user), query);
  }

  /**
   * What a user goes on with after working on a process: a task of theirs there, else one they may take; else the
   * same of its children, its parent, its siblings. Of several the more urgent, then the older. `undefined`: nothing.
   *
   * @param process - its id, or the process itself: then it is not looked for where that process has nothing, which is
   * faster.
   * @param flows - only tasks of flows with these names. Default: of all.
   *
   * @example
   * const next = await this.workflow.nextTask(user, process);
   * return next ? `/tasks/${next.task.id}` : `/processes/${process.id}`;
   */
  async nextTask(
    user: WorkflowUser,
    process: string | KnownProcess,
    flows?: readonly string[],
  ): Promise<TaskRow | undefined> {
    const [processId, among] =
      typeof process === 'string' ? [process, RELATIVES] : [process.id, relativesOf(process, this.registry)];
    if (among.length === 0) return undefined;
    const query = { processId, among, kinds: this.peoplesKinds(), flows, now: this.clock.now() };
    return this.lists.nextTask(await this.viewer(user), query);
  }

  /** How long the user's lists are, counted up to 1000. */
  async counts(user: WorkflowUser, query: ListQuery = {}): Promise<Counts> {
    return this.lists.counts(await this.viewer(user), query, this.peoplesKinds(), this.clock.now());
  }

  /** The newest comments that name the user and were not seen yet, at most `limit`. */
  async mentions(
    user: WorkflowUser,
    query: Pick<ListQuery, 'flows'> = {},
    limit = 20,
  ): Promise<readonly MentionRow[]> {
    return this.lists.mentions(await this.viewer(user), query, limit);
  }

  /** All processes, or those the user may see when one is given. */
  async processes(query: ProcessQuery = {}, user?: WorkflowUser): Promise<ProcessPage> {
    return this.lists.processes(await this.viewer(user), query);
  }

  /** All tasks, or those of processes the user may see when one is given. */
  async tasks(query: ListQuery = {}, user?: WorkflowUser): Promise<Page<TaskRow>> {
    return this.lists.tasks(await this.viewer(user), query);
  }

  /** Kinds of nodes that wait for people. */
  private peoplesKinds(): string[] {
    const nodes = this.registry.all().flatMap((flow: CompiledFlow) => flow.graph.nodes);
    return [
      ...new Set(nodes.filter((node) => behaviourOf(node).worker === 'person').map((node) => node.kind.name)),
    ];
  }

  private async viewer(user: WorkflowUser | undefined) {
    return user ? this.visibility.viewer(user, this.registry.all()) : CODE_VIEWER;
  }
}
