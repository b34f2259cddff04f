import type { GraphNode } from '../definition/node-kind.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import { newId } from './ids.js';

/** What a task begins with, beside its node. */
export interface Birth {
  /** The split task whose branch it is part of. */
  readonly token: string | null;
  readonly data?: unknown;
  readonly draft?: unknown;
  /** Ids of the tasks it follows from. */
  readonly previous?: readonly string[];
  /** For a boundary event: the task on whose border it is armed. */
  readonly attachedTo?: string;
}

/** A task at a node, NEW and live, with nothing filled in yet. */
export function newTask(process: Process, node: GraphNode, token: string | null, now: Date): Task {
  return {
    id: newId(),
    processId: process.id,
    flow: process.flow,
    node: node.name,
    kind: node.kind.name,
    status: 'NEW',
    token,
    live: true,
    owner: null,
    permission: null,
    excluded: null,
    delegatedBy: null,
    delegates: null,
    priority: 0,
    dueAt: null,
    snoozedUntil: null,
    scheduledAt: null,
    queue: null,
    data: null,
    draft: null,
    error: null,
    attempts: 0,
    externalId: null,
    attachedTo: null,
    createdAt: now,
    assignedAt: null,
    startedAt: null,
    finishedAt: null,
  };
}

/** Whether a new task stays where it is, rather than having failed to be made. */
export function isWaiting(task: Task): boolean {
  return task.live && task.status !== 'ERROR';
}
