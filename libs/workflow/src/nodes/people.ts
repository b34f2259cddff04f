import { parseDuration, type Duration } from '../definition/durations.js';
import type { CommonNodeOptions, GraphNode } from '../definition/node-kind.js';
import { EngineFault } from '../errors.js';
import type { Activation } from '../runtime/activation.js';
import { validateForm, type FormClass } from '../runtime/forms.js';
import type { NodeStep } from '../runtime/node-behaviour.js';
import type { WorkflowUser } from '../runtime/ports/access-policy.js';
import type { TransitionName } from '../runtime/transitions/transition.js';
import { isInteger, isMoment } from './storable.js';

/** Who a task is given to: a user, a user's id, or nobody. */
export type Assignee = WorkflowUser | string | null | undefined;

/** Who may take a task: a right, and users that may not take it though they hold it (separation of duties). */
export interface Candidates {
  /** The right it takes. */
  readonly permission?: string;
  /** The ids of users who may not. */
  readonly except?: string | readonly (string | undefined)[];
}

/** The options of tasks that people do. */
export interface PeoplesTaskOptions extends CommonNodeOptions {
  /**
   * The right it takes to take the task. Default: the flow's view right. A function may also exclude users:
   * `{ permission, except }`.
   */
  readonly permission?: string | ((activation: never) => string | Candidates | Promise<string | Candidates>);
  /** Whom the task is given to at once; when a function answers nobody, it waits in the queue. */
  readonly assign?: string | WorkflowUser | ((activation: never) => Assignee | Promise<Assignee>);
  /** When it is due: after a duration from its creation, at a moment, or as a function answers. */
  readonly due?:
    Duration | ((activation: never) => Duration | Date | undefined | Promise<Duration | Date | undefined>);
  /** Higher is more urgent. Default 0. */
  readonly priority?: number | ((activation: never) => number | Promise<number>);
  /** Its owner, or a manager, may `skip` it: it is passed over as if it were done, without its form. Default: no. */
  readonly skippable?: boolean;
  /** Called once when the task is made, inside the transaction. */
  readonly onCreate?: (activation: never) => unknown;
  /** Called when the task is undone, inside the transaction. */
  readonly onUndo?: (activation: never) => unknown;
}

/** The longest permission that is kept, in characters. */
const LONGEST_PERMISSION = 150;

/** Fills in a new people's task: permission, due date, priority, owner, and then the node's own `onCreate`. */
export async function preparePeoplesTask({
  activation,
  options,
  node,
  give,
  withDelegates,
}: NodeStep<PeoplesTaskOptions>): Promise<void> {
  const { task, now } = activation;
  const candidates = await evaluate(options.permission, activation);
  const { permission, except } =
    typeof candidates === 'object' ? candidates : { permission: candidates, except: [] };
  if (permission !== undefined && permission.length > LONGEST_PERMISSION) {
    throw new EngineFault(
      `Expected the permission of '${node.name}' to be at most ${LONGEST_PERMISSION} characters, but it is ${permission.length}.`,
    );
  }
  task.permission = permission ?? null;
  const excluded = withDelegates([except].flat().filter((id): id is string => typeof id === 'string'));
  task.excluded = excluded.length > 0 ? excluded : null;
  task.priority = priorityOf(await evaluate(options.priority, activation), node.name);
  task.dueAt = dueMoment(await evaluate(options.due, activation), now, node.name);
  const assignee = await evaluate(options.assign, activation);
  const userId = typeof assignee === 'object' ? assignee?.id : assignee;
  if (userId && !excluded.includes(userId)) give(userId);
  await options.onCreate?.(activation as never);
}

/** What is wrong with when it is due, as far as that can be known before there is a task. */
export function dueMistakes({ name, options }: GraphNode<PeoplesTaskOptions>): string[] {
  const { due } = options;
  if (due === undefined || typeof due === 'function' || parseDuration(due) !== undefined) return [];
  return [`'${name}' is due ${JSON.stringify(due)}: expected a duration such as '3d', or a function`];
}

function dueMoment(due: Duration | Date | undefined, now: Date, node: string): Date | null {
  if (due === undefined) return null;
  const moment = due instanceof Date ? due : new Date(now.getTime() + (parseDuration(due) ?? NaN));
  if (isMoment(moment)) return moment;
  throw new EngineFault(
    `Expected 'due' of '${node}' to be a duration such as '3d' or a Date, but got '${String(due)}'.`,
  );
}

function priorityOf(priority: number | undefined, node: string): number {
  if (priority === undefined || priority === null) return 0;
  if (isInteger(priority)) return priority;
  throw new EngineFault(
    `Expected 'priority' of '${node}' to be a whole number that databases keep, but got '${String(priority)}'.`,
  );
}

async function evaluate<Value>(
  option: Value | ((activation: never) => Value | Promise<Value>) | undefined,
  activation: Activation,
): Promise<Value | undefined> {
  return typeof option === 'function'
    ? (option as (activation: Activation) => Value | Promise<Value>)(activation)
    : option;
}

/** Validates a form and hands it to the node's method, or without one copies it into the process data. */
export async function takeForm(
  { activation, node, call }: NodeStep,
  input: unknown,
  formClass: FormClass | undefined,
): Promise<unknown> {
  const form = formClass ? await validateForm(formClass, input) : input;
  if (node.hasMethod) return call(form);
  if (formClass) Object.assign(activation.process.data, form);
  return undefined;
}

/** The transitions of tasks that people do. */
export const PEOPLES_TRANSITIONS = [
  'assign',
  'unassign',
  'reassign',
  'start',
  'execute',
  'saveDraft',
  'snooze',
  'unsnooze',
  'delegate',
  'handBack',
  'cancel',
  'undo',
  'revive',
  'retry',
  'skip',
] as const satisfies readonly TransitionName[];
