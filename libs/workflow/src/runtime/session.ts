import { EngineFault, ForbiddenError, TransitionNotAllowedError } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import type { Activation } from './activation.js';
import { Compensation } from './compensation.js';
import { Engine } from './engine.js';
import { JobAttempts } from './job-attempts.js';
import type { ContextParts } from './context-parts.js';
import { ProcessContext } from './process-context.js';
import { Reactions } from './reactions.js';
import { bindTransition } from './transitions/bind.js';
import { cancelProcess } from './withdrawal.js';

/** One visit to one process: its context and the engine that moves it, open until the transaction is written. */
export class Session {
  readonly context: ProcessContext;
  readonly engine: Engine;
  readonly reactions: Reactions;
  readonly jobs: JobAttempts;
  readonly compensation: Compensation;
  /** Why no transition is made any more, or at all. */
  private barred: string | undefined;

  constructor(parts: ContextParts) {
    this.context = new ProcessContext(
      parts,
      (activation, name) =>
        bindTransition(
          { context: this.context, engine: this.engine, assertOpen: () => this.assertOpen() },
          activation,
          name,
        ),
      (nodes, by) => this.compensation.compensate(nodes, by),
    );
    this.engine = new Engine(this.context);
    this.reactions = new Reactions(this.context, this.engine);
    this.jobs = new JobAttempts(this.context, this.engine);
    this.compensation = new Compensation(this.context, this.engine);
  }

  /** Takes in the task this visit is about. */
  async take(task: Task): Promise<Activation> {
    const activation = await this.context.take(task);
    await this.engine.sections.read(activation.task);
    return activation;
  }

  /**
   * Cancels the process with everything live in it.
   *
   * @throws {ForbiddenError} when there is a user who does not manage the flow.
   * @throws {TransitionNotAllowedError} when the process is final already.
   */
  async cancelProcess(): Promise<void> {
    const { context } = this;
    this.assertOpen();
    if (context.user && !(await context.rights.mayManage(context.user))) {
      throw new ForbiddenError(
        `Expected a holder of '${context.flow.managePermission}' to cancel process ${context.process.id}, but '${context.user.id}' is none.`,
      );
    }
    if (!this.canCancelProcess()) {
      throw new TransitionNotAllowedError(
        `Expected process ${context.process.id} to be NEW to cancel it, but it is ${context.process.status}.`,
      );
    }
    await cancelProcess(context);
  }

  /** Whether the process is in a state to be cancelled. */
  canCancelProcess(): boolean {
    return this.context.process.status === 'NEW';
  }

  /** Writes what is not written yet; nothing is changed after it. */
  async flush(): Promise<void> {
    await this.reactions.settleConditions();
    await this.engine.settleMilestones();
    const { process, flow } = this.context;
    if (this.engine.moved && process.definition !== flow.hash) process.definition = flow.hash;
    await this.context.flush(true);
  }

  /** Lets activations of it say what could be done, and do nothing: the process is not locked. */
  onlyLook(): void {
    this.barred =
      this.context.readOnly = `Expected process ${this.context.process.id} to be looked at only, but it was told to change; it is not locked. Use 'activate'.`;
  }

  /** Ends the session: activations of it make no more transitions. */
  close(): void {
    this.barred = `Expected the activation to be used within its transaction, but that of process ${this.context.process.id} is over. Await every transition.`;
  }

  /** @throws {EngineFault} when the transaction of this session is over, or is there to look only. */
  assertOpen(): void {
    if (this.barred !== undefined) throw new EngineFault(this.barred);
  }
}
