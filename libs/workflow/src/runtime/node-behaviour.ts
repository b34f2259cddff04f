import type { CommonNodeOptions, GraphNode, NodeKind } from '../definition/node-kind.js';
import type { FlowClass } from '../definition/flow-node.js';
import type { EventType } from '../model/event.entity.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { ProcessStatus } from '../model/status.js';
import type { Activation } from './activation.js';
import type { WorkflowUser } from './ports/access-policy.js';
import type { TransitionName } from './transitions/transition.js';

/** A token leaving a node: to which node, and with which item when its split has a data source. */
export interface Exit {
  readonly to: string;
  /** Becomes the `data` of the task there. */
  readonly item?: unknown;
  /** The token is one of several that a join may gather: it belongs to the scope this node opens. */
  readonly branch?: boolean;
}

/** When a join fires, and what becomes of the branches it did not wait for. */
export interface JoinRule {
  /**
   * Absent: every live branch. A number: that many arrivals, never fewer. A function: as soon as it answers true,
   * and at the latest when no branch is left to wait for.
   */
  readonly needs?: number | ((activation: Activation) => boolean | Promise<boolean>);
  /** With `needs`: the branches still running are withdrawn, or run on and arrive without effect. */
  readonly rest: 'cancel' | 'ignore';
  /** `queue`: tokens wait in a queue for each branch, and every round takes one from each. */
  readonly arrivals?: 'count' | 'queue';
}

/** That only one part of a section is under way at a time: which section, and until which node it is held. */
export interface Section {
  readonly section: string;
  /** Default: the task itself. */
  readonly until?: string;
}

/** What ends when a token gets here, besides the token itself. */
export type Termination =
  | { readonly status: 'DONE' }
  | { readonly status: 'FAILED'; readonly code: string; readonly message?: string };

/** What the hooks of a node kind work with: one task at its node. */
export interface NodeStep<Options extends CommonNodeOptions = CommonNodeOptions> {
  readonly activation: Activation;
  readonly node: GraphNode<Options>;
  readonly options: Options;
  /** Calls the flow's method of this node with the activation and these arguments. */
  call(...args: unknown[]): unknown;
  /** Gives the task to a user as the flow says, without asking anybody for rights. */
  give(userId: string): void;
  /**
   * These users with those who did their work as delegates, on tasks this transition has looked at: whoever is kept
   * from a task because of what they did, is kept from it as well when they did it for somebody else.
   */
  withDelegates(userIds: readonly string[]): string[];
  /** Makes the task SCHEDULED: it is due at this moment, with nobody's doing. */
  schedule(moment: Date): void;
  /** Starts a process of another flow for this task, in this transaction; its end comes back as `childEnded`. */
  spawn(flow: FlowClass, start: string, payload: unknown): Promise<Process>;
  /** Sends what has to reach another process; it is delivered after the commit, at least once, and acts once. */
  send(type: EventType, payload: Record<string, unknown>): void;
  /** Lets a task that would wait go on at once. */
  complete(): void;
  /** Takes back what the tasks of these nodes, or of all, have done; all of it or, when that fails, nothing. */
  compensate(nodes?: readonly string[]): Promise<void>;
  /** For a task that compensates another: that one. */
  compensated(): Promise<Task | undefined>;
  /** The processes this task has started, in the order they were started. */
  children(): Promise<Process[]>;
  /** Whether one of them still runs. */
  anyChildRunning(): Promise<boolean>;
}

/** How a child process has ended. */
export interface ChildEnd {
  readonly processId: string;
  readonly status: ProcessStatus;
  /** Of its error end, when it FAILED. */
  readonly code?: string;
}

/** When processes start by themselves, and how starting is tried. */
export interface Recurrence {
  /** The schedule in words of its own, the same as long as it means the same: `every 1h`. At most 255 characters. */
  readonly text: string;
  /**
   * The first moment after this one.
   *
   * @param last - a moment of the schedule, from which those that recur at an interval are counted.
   */
  next(after: Date, last?: Date): Date;
  /** How often starting is tried at most, from 1; the last attempt leaves a process with a task in ERROR. */
  readonly attempts: number;
  /** How long to wait after this attempt (from 1) has failed, in milliseconds. */
  backoff(attempt: number): number;
}

/** How background work is tried. Durations are in milliseconds. */
export interface JobRule {
  /** How often it is tried at most, from 1. */
  readonly attempts: number;
  /** How long to wait after this attempt (from 1) has failed. */
  backoff(attempt: number): number;
  /** How long one attempt may take before it is aborted and counts as failed. */
  readonly timeout: number;
}

/**
 * The running half of a node kind. The engine makes a task when a token arrives, asks `waits`, and either leaves it
 * waiting or performs it: `run`, then DONE, then a new token for each of `exits`.
 */
export interface NodeBehaviour<Options extends CommonNodeOptions = CommonNodeOptions> {
  /** True when the task stays until a transition executes it: people's work, a call to come. */
  readonly waits: boolean;
  /** Who executes a waiting task: its owner, or code through `flow.receive`. Default `'code'`. */
  readonly worker?: 'person' | 'code';
  /** The transitions tasks of this kind have; those absent are refused. */
  readonly transitions: readonly TransitionName[];
  /** Called once when the task is made, before it waits or runs: sets permission, owner, due date. */
  create?(step: NodeStep<Options>): void | Promise<void>;
  /** The node's own work, with the form, payload or message it is executed with; what it returns reaches the caller. */
  run?(step: NodeStep<Options>, input: unknown): unknown;
  /** Where tokens go when the work is done; none for an end. */
  exits(step: NodeStep<Options>, result: unknown): readonly Exit[] | Promise<readonly Exit[]>;
  /** For kinds whose scope `closes`: when it fires. */
  joins?(node: GraphNode<Options>): JoinRule;
  /** For ends that end more than their own path: withdraws everything else of the process. */
  terminates?(step: NodeStep<Options>): Termination;
  /** For kinds that cancel a region: the names of the nodes whose waiting tasks are withdrawn with it. */
  withdraws?(node: GraphNode<Options>): readonly string[];
  /**
   * For starts that people begin at: why this user may not, in a sentence; `undefined` when they may. Asked before
   * anything is made. `holds` asks the access policy for a right.
   */
  admission?(
    node: GraphNode<Options>,
    user: WorkflowUser,
    holds: (permission: string) => Promise<boolean>,
  ): Promise<string | undefined>;
  /**
   * For kinds that `schedule` their tasks. `fire`: when due, the task is performed under the lock. `job`: when due,
   * `run` is called without a lock, and the task completes under one.
   */
  readonly due?: 'fire' | 'job';
  /** For kinds whose tasks are due as `job`: how they are tried. */
  job?(node: GraphNode<Options>): JobRule;
  /** For boundary events with a task of their own beside their host's: whether firing withdraws the host. */
  interrupts?(node: GraphNode<Options>): boolean;
  /** For boundary events without one: whether this error of the host's begins their path. */
  catches?(node: GraphNode<Options>, error: unknown, activation: Activation): boolean;
  /** For starts: the name of the message that starts a process here. */
  startedBy?(node: GraphNode<Options>): string;
  /** For starts that begin by themselves: when. They run with the moment they were due at. */
  recurs?(node: GraphNode<Options>): Recurrence;
  /** For kinds that wait for a condition: whether it holds. Asked when the task is made and whenever data has changed. */
  holds?(step: NodeStep<Options>): Promise<boolean>;
  /** For kinds whose scope `races`: whether completing or starting one of their tasks decides. */
  decidesOn?(node: GraphNode<Options>): 'complete' | 'start';
  /** For kinds of which several instances run: adds one, and answers the way it goes when it is a token of this process. */
  adds?(step: NodeStep<Options>, item: unknown, branch: unknown): Exit | void | Promise<void>;
  /** For kinds that `spawn` several instances: withdraws those that run, and answers what the others have come to. */
  finishes?(step: NodeStep<Options>): Promise<unknown>;
  /** Where a token goes when the task is cancelled; by default it is gone. */
  canceled?(node: GraphNode<Options>): readonly Exit[];
  /** For people's tasks: whether its owner may pass over it. */
  skippable?(node: GraphNode<Options>): boolean;
  /** For people's tasks: the section in which only one is under way at a time. */
  section?(node: GraphNode<Options>): Section | undefined;
  /** For boundary events: the node that is offered while their host waits and nobody has begun it. */
  offers?(node: GraphNode<Options>): string;
  /** For kinds that `spawn`: they are withdrawn together with their children. */
  readonly spawns?: boolean;
  /**
   * For kinds that `spawn`: a child has ended. Answers what becomes of the task: it completes with this result, it
   * fails with this error, or (`undefined`) it waits for more.
   */
  childEnded?(
    step: NodeStep<Options>,
    child: ChildEnd,
  ): Promise<{ result: unknown } | { error: Error } | undefined>;
  /** For boundary events: the name of the node that takes back what their host has done. */
  compensates?(node: GraphNode<Options>): string;
  /** For boundary events: whether this escalation of a child begins their path. */
  escalates?(node: GraphNode<Options>, code: string): boolean;
  /** What a form for executing the task holds: a class-validator class. */
  form?(node: GraphNode<Options>): (new () => object) | undefined;
  /**
   * The folder with the templates of this kind's own pages: `task.liquid`, `start.liquid`. Those of a flow or a node
   * come before them, those of the application and the library after; `lib:nestflow/task.liquid` can be extended.
   */
  readonly templates?: string;
  /** Called when the task is undone. */
  undone?(step: NodeStep<Options>): unknown;
  /** The activation class of this kind, when it brings an interface of its own. Default: {@link Activation}. */
  readonly activation?: typeof Activation;
}

/** A whole node kind: what it is and how it runs. */
export type NodeDefinition<Options extends CommonNodeOptions = CommonNodeOptions> = NodeKind<Options> &
  NodeBehaviour<Options>;

/** The running half of a node's kind. `defineNode` is the only way to make a kind, so that every kind has one. */
export function behaviourOf(node: GraphNode): NodeBehaviour {
  return node.kind as NodeDefinition;
}
