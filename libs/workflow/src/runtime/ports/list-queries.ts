import type { WorkflowEvent } from '../../model/event.entity.js';
import type { Process } from '../../model/process.entity.js';
import type { ProcessStatus, TaskStatus } from '../../model/status.js';
import type { Task } from '../../model/task.entity.js';
import type { ProcessChange } from '../change-feed.js';
import type { WorkflowUser } from './access-policy.js';

/** Injects the application's {@link ListQueries}. */
export const LIST_QUERIES = Symbol('nestflow:lists');

/** What may be asked of a list. All parts are checked before they get here; none reaches SQL but as a parameter. */
export interface ListQuery {
  /** Stable flow names. */
  readonly flows?: readonly string[];
  /** Stored node names. */
  readonly nodes?: readonly string[];
  readonly statuses?: readonly (TaskStatus | ProcessStatus)[];
  /**
   * Free text: found in the texts and numbers of the process data, the business key, the node's name and the owner; a
   * whole id finds its row.
   */
  readonly q?: string;
  readonly priority?: number;
  /** Only rows due up to this moment. */
  readonly dueBefore?: Date;
  /** A column of {@link TASK_SORTS} or {@link PROCESS_SORTS}, `-` in front for descending. */
  readonly sort?: string;
  /** Where the page before ended: its `next`. */
  readonly cursor?: string;
  /** 1 to 100. Default 20. */
  readonly limit?: number;
}

/** What may be asked of the inbox. */
export interface InboxQuery extends ListQuery {
  /** Only what is snoozed, instead of what is not. */
  readonly snoozed?: boolean;
  /** Only what the user has delegated and somebody else has for them now, instead of what is theirs to do. */
  readonly delegated?: boolean;
}

/** What may be asked of a list of processes. */
export interface ProcessQuery extends ListQuery {
  /** Only those in which a task has failed and nobody has decided yet what becomes of it; `false`: only the others. */
  readonly failed?: boolean;
}

/** What may be asked of a history. */
export interface HistoryQuery extends Pick<ListQuery, 'cursor' | 'limit'> {
  /** Default: oldest first. */
  readonly newestFirst?: boolean;
}

/** The columns task lists can be sorted by. */
export const TASK_SORTS = ['createdAt', 'dueAt', 'priority', 'finishedAt', 'assignedAt'] as const;
/** The columns process lists can be sorted by. */
export const PROCESS_SORTS = ['createdAt', 'finishedAt', 'businessKey'] as const;

/** One page of a list, keyset-paginated: `next` is the cursor of the following page, `null` on the last. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

/** A page of processes. */
export interface ProcessPage extends Page<Process> {
  /** The ids of those on it in which a task has failed and nobody has decided yet what becomes of it. */
  readonly failed: ReadonlySet<string>;
}

/** A task with its process, as lists show it. */
export interface TaskRow {
  readonly task: Task;
  readonly process: Process;
}

/** A line of a history, with the node of the task it is about. */
export interface EventRow extends WorkflowEvent {
  readonly task?: Pick<Task, 'id' | 'node'> | null;
}

/** Who looks, with all that lists are limited by. */
export interface Viewer {
  readonly user: WorkflowUser;
  readonly permissions: readonly string[] | '*';
  /** Names of flows whose processes the user may see or manages; `'*'`: of all there are. */
  readonly flows: readonly string[] | '*';
}

/** The application's own code: it sees everything, and no policy limits it. */
export const CODE_VIEWER: Viewer = { user: { id: '' }, permissions: '*', flows: '*' };

/** A process as seen from another: itself, those its tasks called, the one that called it, the others that one called. */
export type Relative = 'self' | 'child' | 'parent' | 'sibling';

/** After what a user looks for something to go on with. */
export interface NextTaskQuery {
  /** The process they have just worked on. */
  readonly processId: string;
  /** Where to look; the nearest first, in the order of {@link Relative}. Fewer make the statement simpler. */
  readonly among: readonly Relative[];
  /** Kinds of nodes that wait for people. */
  readonly kinds: readonly string[];
  /** Only of these flows. Default: of all. */
  readonly flows?: readonly string[];
  readonly now: Date;
}

/** How many rows there are, counted no further than {@link COUNT_CAP}. */
export interface Counts {
  readonly inbox: number;
  readonly queue: number;
  readonly archive: number;
  /** Of what is owned and hidden until a moment to come. */
  readonly snoozed: number;
  /** Of comments that name the user, not seen yet. */
  readonly mentions: number;
}

/** A comment with its process. */
export interface MentionRow {
  readonly comment: WorkflowEvent;
  readonly process: Process;
}

/** Counts stop here: "1000+". */
export const COUNT_CAP = 1000;

/** How long the finished tasks of a node took, from when they were made; in milliseconds. */
export interface NodeTimes {
  readonly node: string;
  /** Of how many tasks. */
  readonly count: number;
  readonly median: number;
  /** 95 of 100 took no longer. */
  readonly p95: number;
}

/** A process with those above and below it, as far as the viewer may see them. */
export interface ProcessTree {
  /** The line down to the process first; each with the process one of whose tasks started it. */
  readonly processes: readonly { readonly process: Process; readonly parentId: string | null }[];
  /** There are more than were asked for. */
  readonly more: boolean;
}

/** A change, by the event that tells of it. */
export interface EventChange {
  readonly eventId: string;
  readonly change: ProcessChange;
}

/** Reads processes and tasks for people. Every call is a constant number of statements, whatever the rows. */
export interface ListQueries {
  /**
   * Mine and ASSIGNED or STARTED, not snoozed at `now`; or those that are, when they are asked for. With `delegated`
   * others have them for me, snoozed or not unless that is asked as well.
   */
  inbox(viewer: Viewer, query: InboxQuery, now: Date): Promise<Page<TaskRow>>;
  /** NEW, waiting for a person (`kinds`), and permitted to me. */
  queue(viewer: Viewer, query: ListQuery, kinds: readonly string[]): Promise<Page<TaskRow>>;
  /** Mine and finished. */
  archive(viewer: Viewer, query: ListQuery): Promise<Page<TaskRow>>;
  /** Tasks of the flows the viewer may see, gateways and code included. */
  tasks(viewer: Viewer, query: ListQuery): Promise<Page<TaskRow>>;
  /** Processes of the flows the viewer may see. */
  processes(viewer: Viewer, query: ProcessQuery): Promise<ProcessPage>;
  /** How long the viewer's lists are, in one statement. */
  counts(viewer: Viewer, query: ListQuery, kinds: readonly string[], now: Date): Promise<Counts>;
  /**
   * The task to go on with after working on a process: mine, else one I may take, of this process; else the same of
   * its children, of its parent, of its siblings. The more urgent first, then the older.
   */
  nextTask(viewer: Viewer, query: NextTaskQuery): Promise<TaskRow | undefined>;
  /**
   * The waiting and failed tasks of a flow, `perNode` of each node, with capped counts by node and status. `nodes` are
   * the names the code knows, older ones too; tasks at others are found as well, with one more statement.
   */
  board(
    viewer: Viewer,
    flow: string,
    of: { readonly perNode: number; readonly nodes: readonly string[] },
  ): Promise<{
    rows: readonly TaskRow[];
    counts: readonly { node: string; status: TaskStatus; count: number }[];
  }>;
  /** A process by its id, without a lock. */
  process(id: string): Promise<Process | undefined>;
  /** A task by its id with its process, without a lock. */
  task(id: string): Promise<TaskRow | undefined>;
  /** All tasks of a process in the order they were made, at most `limit`, each with the ids it followed from. */
  tasksOf(processId: string, limit: number): Promise<readonly { task: Task; previous: readonly string[] }[]>;
  /** The subprocesses that tasks of this process started. */
  childrenOf(processId: string, limit: number): Promise<readonly Process[]>;
  /** What of a process would be withdrawn with it: what waits or failed, boundary events included; oldest first. */
  liveOf(processId: string, limit: number): Promise<readonly Task[]>;
  /** The processes above and below one, as far as the viewer may see them, at most `limit`. */
  tree(viewer: Viewer, processId: string, limit: number): Promise<ProcessTree>;
  /** How long the nodes of a flow took in the newest so many of its processes; `renamed` counts as what it became. */
  cycleTimes(
    viewer: Viewer,
    flow: string,
    of: { readonly processes: number; readonly renamed: ReadonlyMap<string, string> },
  ): Promise<readonly NodeTimes[]>;
  /** The history of a process. */
  events(processId: string, query: HistoryQuery): Promise<Page<EventRow>>;
  /** The newest events of these tasks of a process, at most `limit`, oldest first. */
  eventsOfTasks(processId: string, taskIds: readonly string[], limit: number): Promise<readonly EventRow[]>;
  /** The comments on a process. */
  comments(processId: string, query: HistoryQuery): Promise<Page<EventRow>>;
  /** The newest comments that name the viewer and were not seen yet, of processes the viewer may see. */
  mentions(viewer: Viewer, query: Pick<ListQuery, 'flows'>, limit: number): Promise<readonly MentionRow[]>;
  /** The first changes that were made since a moment, by whatever instance. */
  changesSince(moment: Date, limit: number): Promise<readonly EventChange[]>;
  /** Which of these processes the viewer may see. */
  visibleAmong(viewer: Viewer, processIds: readonly string[]): Promise<readonly string[]>;
  /** Whether the user has, had, or may take a task of this process. */
  isParticipant(viewer: Viewer, processId: string): Promise<boolean>;
  /** Whether the policy's `visible` lets the user see this process; true for policies without one. */
  isVisible(user: WorkflowUser, processId: string): Promise<boolean>;
}
