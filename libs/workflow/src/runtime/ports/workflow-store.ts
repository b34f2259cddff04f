import type { EntityManager } from 'typeorm';
import type { LockStrategy } from '../../definition/lock.js';
import type { WorkflowEvent } from '../../model/event.entity.js';
import type { WorkflowMessage } from '../../model/message.entity.js';
import type { Process } from '../../model/process.entity.js';
import type { ScheduledStart } from '../../model/scheduled-start.entity.js';
import type { TaskLink } from '../../model/task-link.entity.js';
import type { TaskStatus } from '../../model/status.js';
import type { Task } from '../../model/task.entity.js';
import type { Claimed, DueRequest, DueTask, EndedAttempt, RenewalRequest, StartRequest } from './due-work.js';

/** Injects the application's {@link WorkflowStore}. */
export const WORKFLOW_STORE = Symbol('nestflow:store');

/**
 * Where processes are kept. The engine reads and writes through this port alone; SQL databases and the in-memory
 * store of the test kit are behind it, and one conformance suite runs over all of them.
 */
export interface WorkflowStore {
  /**
   * Runs `work` in one transaction, committed when it resolves and rolled back when it throws. Inside another
   * transaction of the same call chain it runs in a savepoint of that one.
   */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;

  /** The flow name of a task's process, read without a lock (it never changes); `undefined` when there is none. */
  flowOfTask(taskId: string): Promise<string | undefined>;

  /** The flow name of a process, read without a lock (it never changes); `undefined` when there is none. */
  flowOfProcess(processId: string): Promise<string | undefined>;

  /**
   * Takes tasks that are due, from each line up to its limit and the longest due first, and puts their next due moment
   * at `leaseUntil`, so that nobody else takes them before that. Rows that another instance is taking are passed over.
   */
  claimDue(request: DueRequest): Promise<DueTask[]>;

  /** Makes claimed tasks due at another moment than the end of their lease; those that have moved on stay. */
  putBack(claimed: readonly Claimed[], dueAt: Date): Promise<void>;

  /**
   * Puts off the ends of the leases of attempts at jobs that are under way: STARTED, and no later attempt begun. Answers
   * those that are not any more. One whose row another transaction holds is passed over, and one that has not begun. A
   * constant number of statements.
   */
  renewLeases(request: RenewalRequest): Promise<EndedAttempt[]>;

  /** The names of all lines in which a task stands. */
  lines(): Promise<string[]>;

  /**
   * Takes up to `limit` events that are to be delivered by now, oldest first, and puts their next delivery at
   * `leaseUntil`. Rows that another instance is taking are passed over.
   */
  claimEvents(request: { now: Date; leaseUntil: Date; limit: number }): Promise<WorkflowEvent[]>;

  /** Delivering an event has failed: when to try again (`null`: it is given up), and why. One that has arrived stays so. */
  postponeEvent(event: Pick<WorkflowEvent, 'id' | 'attempts' | 'retryAt' | 'error'>): Promise<void>;

  /** Up to `limit` events whose delivery was given up, with ids after `after`; oldest first. */
  givenUpEvents(limit: number, after?: string): Promise<WorkflowEvent[]>;

  /** Makes an event whose delivery was given up due again, untried; `undefined` when there is none. */
  reopenEvent(id: string, retryAt: Date): Promise<WorkflowEvent | undefined>;

  /** Adds an event that no process has thrown. */
  addEvent(event: WorkflowEvent): Promise<void>;

  /** Adds a comment to a process, and tells whom it names. */
  addComment(comment: WorkflowEvent, userIds: readonly string[]): Promise<void>;

  /** Marks what names this user in the comments of a process as seen. */
  seeMentions(userId: string, processId: string, at: Date): Promise<void>;

  /** Ids of tasks that wait for this, and did so before `before` (an id) was made; oldest first. */
  waitingFor(what: string, before?: string): Promise<string[]>;

  /** The oldest message to this recipient that nobody has taken and whose time is not over. */
  waitingMessage(recipient: string, now: Date): Promise<WorkflowMessage | undefined>;

  /** The plans of all start timers, those the code no longer has included. */
  scheduledStarts(): Promise<ScheduledStart[]>;

  /** Adds the plan of a start timer, unless there is one; two instances may do it at once. */
  planStart(start: ScheduledStart): Promise<void>;

  /** Ids of the running processes that this task has started. */
  runningChildren(taskId: string): Promise<string[]>;

  /** Forgets kept answers given before the one moment, and messages whose time was over before the other. */
  forget(before: { readonly answers: Date; readonly messages: Date }): Promise<void>;

  /** For code that runs outside of any transition: each statement commits by itself. */
  readonly manager: EntityManager;
}

/** What the engine asks of an open transaction. Every call is one statement, whatever the number of rows. */
export interface StoreTransaction {
  /** The transaction's own manager: what the application writes through it commits and rolls back with it. */
  readonly manager: EntityManager;

  /** Runs `action` once the outermost transaction has committed; never when it is rolled back. */
  afterCommit(action: () => void): void;

  /** Runs `work` so that its writes are undone when it throws, while the transaction goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Locks the task's process, then reads both as they are under that lock.
   *
   * @throws {ProcessBusyError} when the lock is not had within its wait.
   */
  lockTask(taskId: string, lock: LockStrategy): Promise<{ process: Process; task: Task } | undefined>;

  /**
   * Locks a process, then reads it as it is under that lock.
   *
   * @throws {ProcessBusyError} when the lock is not had within its wait.
   */
  lockProcess(processId: string, lock: LockStrategy): Promise<Process | undefined>;

  /**
   * Inserts a process that has a business key, unless its flow has one with that key already (waiting for a
   * concurrent insert to end). Answers whether the row was inserted.
   */
  claimBusinessKey(process: Process): Promise<boolean>;

  /** The process of this flow with this business key. */
  findByBusinessKey(flow: string, businessKey: string): Promise<Process | undefined>;

  /** The scopes around a task, innermost first, and what lives in them. See {@link ScopeReport}. */
  scopes(request: ScopeRequest): Promise<ScopeReport>;

  /** Whether the scope has live rows other than `except`, on nodes other than `exceptNodes`. */
  anyLive(request: {
    processId: string;
    token: string | null;
    except: readonly string[];
    exceptNodes: readonly string[];
  }): Promise<boolean>;

  /** The live rows of a process, or only those inside the scope of one split, nested scopes included; by id. */
  liveTasks(processId: string, scope?: string): Promise<Task[]>;

  /** The tasks of a process that are DONE and stored under one of these node names, by id. */
  doneTasks(processId: string, nodes: readonly string[]): Promise<Task[]>;

  /** Whether a task stored under one of these node names is DONE. */
  anyDone(processId: string, nodes: readonly string[]): Promise<boolean>;

  /** Rows by their ids, in the order of their ids. */
  tasks(ids: readonly string[]): Promise<Task[]>;

  /** The first task (by id) of a process: the one it began with. */
  firstTask(processId: string): Promise<Task | undefined>;

  /** Ids of the tasks that each of these tasks followed from. */
  previousOf(taskIds: readonly string[]): Promise<TaskLink[]>;

  /** Whether a task that followed from this one is neither CANCELED nor REVIVED. */
  hasActiveFollower(taskId: string): Promise<boolean>;

  /**
   * The nearest task stored under one of `nodes` on the paths back from these tasks, themselves included. Where paths
   * have one each, the one finished last.
   */
  nearestOnPath(taskIds: readonly string[], nodes: readonly string[]): Promise<Task | undefined>;

  /** Marks an event as delivered; false when it was before, so that its effect must not happen again. */
  settleEvent(id: string, at: Date): Promise<boolean>;

  /** Adds a message; false when one with its id was added before. */
  addMessage(message: WorkflowMessage): Promise<boolean>;

  /** Takes a message, once; false when it was taken before. */
  consumeMessage(id: string, at: Date): Promise<boolean>;

  /** Locks the start timer that is due longest; one that another transaction has locked is passed over. */
  takeDueStart(request: StartRequest): Promise<ScheduledStart | undefined>;

  /** Writes the plan of a start timer that is there. */
  writeStart(start: ScheduledStart): Promise<void>;

  /** How many tasks in these statuses each of these users owns; those that own none are absent. */
  ownedBy(request: OwnedRequest): Promise<ReadonlyMap<string, number>>;

  /**
   * Takes the next turn of this name, counted from 0. Nobody else takes one of it before this transaction ends; when
   * it is rolled back, the turn was not taken.
   */
  takeTurn(name: string): Promise<number>;

  /** Whether a process that this task has started still runs. */
  anyChildRunning(taskId: string): Promise<boolean>;

  /** The processes that this task has started, in the order they were made. */
  childrenOf(taskId: string): Promise<Process[]>;

  /**
   * Writes all of a change set, in as few statements as the database can: a constant number.
   *
   * @param last - nothing is written after it, so that it may wait for the commit and be sent with it.
   */
  write(changes: ChangeSet, last?: boolean): Promise<void>;
}

/** Whose tasks to count. */
export interface OwnedRequest {
  readonly owners: readonly string[];
  readonly statuses: readonly TaskStatus[];
  /** Ids of tasks not to count: the transition holds them in memory. */
  readonly except: readonly string[];
  /** Only tasks stored under these node names in processes of this flow. */
  readonly of?: { readonly flow: string; readonly nodes: readonly string[] } | undefined;
}

/** Which scopes to report on. */
export interface ScopeRequest {
  readonly processId: string;
  /** The innermost scope: a split task's id; `null` for the process itself. */
  readonly token: string | null;
  /** Ids of rows the transition holds in memory: they are not counted as others. */
  readonly except: readonly string[];
  /** Stored names of the flow's joins: their rows are reported themselves and not counted as others. */
  readonly joins: readonly string[];
}

/** What a transition must know of the scopes around it, read in one statement under the lock. */
export interface ScopeReport {
  /**
   * From the innermost outwards, at most {@link SCOPE_DEPTH} of them. `others`: the scope directly holds live rows
   * besides the excepted ones, joins, and the rows this report itself carries (the split of the next scope inwards).
   */
  readonly scopes: readonly { readonly split: Task; readonly others: boolean }[];
  /**
   * The rows of joins directly inside these scopes (outside all splits when `token` is `null`), whatever their
   * status, oldest first.
   */
  readonly joins: readonly Task[];
  /**
   * The process has live rows besides the excepted ones and besides the rows this report itself carries in
   * `scopes` and `joins`. Other joins and splits of the process count.
   */
  readonly processOthers: boolean;
}

/** How many nested scopes one {@link StoreTransaction.scopes} call reports; the engine asks again beyond. */
export const SCOPE_DEPTH = 8;

/** Everything a transition has done, to be written at once. */
export interface ChangeSet {
  readonly insertProcess: Process | undefined;
  readonly updateProcess: Process | undefined;
  readonly insertTasks: readonly Task[];
  readonly updateTasks: readonly Task[];
  readonly insertLinks: readonly TaskLink[];
  readonly insertEvents: readonly WorkflowEvent[];
  /** The properties in which the updated rows, taken together, differ from what is stored; absent: perhaps in all. */
  readonly changed?: { readonly process: ReadonlySet<string>; readonly tasks: ReadonlySet<string> };
  /** Boundary events on these tasks that are armed or have failed, and not in `updateTasks`, are withdrawn: their hosts have ended. */
  readonly withdrawAttached?: { readonly hosts: readonly string[]; readonly at: Date } | undefined;
}
