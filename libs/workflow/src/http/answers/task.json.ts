import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { GraphNode } from '../../definition/node-kind.js';
import type { TaskError } from '../../model/task.entity.js';
import type { TaskStatus } from '../../model/status.js';
import type { TaskRow } from '../../runtime/ports/list-queries.js';
import type { TransitionName } from '../../runtime/transitions/transition.js';
import type { Briefs } from './brief.js';
import type { Links } from './links.js';
import { processBrief, processFacts } from './process.json.js';

/** A task as every answer shows it. */
export interface TaskJson {
  readonly id: string;
  readonly processId: string;
  readonly flow: string;
  readonly node: string;
  /** On its process's page, of a node in a loop: which round it is, from 1. */
  readonly iteration?: number;
  readonly kind: string;
  readonly title: string;
  /** One line about this very task: in its node's words, else in its flow's about the process, else its title. */
  readonly brief: string;
  readonly status: TaskStatus;
  readonly owner: string | null;
  /** For whom its owner has it: it goes back to them when the owner is done with it. */
  readonly delegatedBy: string | null;
  readonly permission: string | null;
  readonly priority: number;
  readonly dueAt: Date | null;
  /** Until then it is not in its owner's inbox. */
  readonly snoozedUntil: Date | null;
  readonly createdAt: Date;
  readonly assignedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly data: unknown;
  /** How often its code was tried, counting failures. */
  readonly attempts: number;
  /** When its background work is due: a timer, the next attempt of a job. */
  readonly scheduledAt: Date | null;
  /** What the last attempt failed with. Its stack is in the database, not on the wire. */
  readonly error?: Omit<TaskError, 'stack'>;
  /** What this user may do with it now. */
  readonly actions: readonly TransitionName[];
  readonly url: string | null;
}

/** What a task is shown with. */
interface TaskSetting {
  readonly flow: CompiledFlow;
  readonly node: GraphNode;
  readonly actions: readonly TransitionName[];
  readonly briefs: Briefs;
  readonly links: Links;
}

/** A task as every answer shows it. */
export function taskJson({ task, process }: TaskRow, setting: TaskSetting): TaskJson {
  const { flow, node, actions, briefs, links } = setting;
  const { summary, result } = node.options;
  const template = task.status === 'DONE' ? (result ?? summary) : summary;
  const facts = { id: task.id, node: node.name, status: task.status, owner: task.owner, data: task.data };
  const scope = {
    task: { ...facts, title: node.title, priority: task.priority, dueAt: task.dueAt },
    process: processFacts(process),
    flow: { name: flow.name, title: flow.title },
  };
  return {
    id: task.id,
    processId: task.processId,
    flow: flow.name,
    node: node.name,
    kind: task.kind,
    title: node.title,
    brief: briefs.render(template, scope) ?? processBrief(process, flow, briefs) ?? node.title,
    status: task.status,
    owner: task.owner,
    delegatedBy: task.delegatedBy,
    permission: task.permission,
    priority: task.priority,
    dueAt: task.dueAt,
    snoozedUntil: task.snoozedUntil,
    createdAt: task.createdAt,
    assignedAt: task.assignedAt,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
    data: task.data,
    attempts: task.attempts,
    scheduledAt: task.scheduledAt,
    ...(task.error ? { error: withoutStack(task.error) } : {}),
    actions,
    url: links.task(flow.name, task.processId, node.name, task.id),
  };
}

/** What is told of an error. */
export function withoutStack({ stack: _, ...error }: TaskError): Omit<TaskError, 'stack'> {
  return error;
}
