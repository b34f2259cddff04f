import { v7 as uuidv7 } from 'uuid';
import { WorkflowEvent } from '../../libs/workflow/src/model/event.entity.js';
import { Process } from '../../libs/workflow/src/model/process.entity.js';
import type { TaskLink } from '../../libs/workflow/src/model/task-link.entity.js';
import { Task } from '../../libs/workflow/src/model/task.entity.js';
import type { ChangeSet } from '../../libs/workflow/src/runtime/ports/workflow-store.js';

/** A moment all rows are made at. */
export const NOW = new Date('2026-03-04T05:06:07.089Z');

/** A process of a flow that nobody else's test has. */
export function aProcess(over: Partial<Process> = {}): Process {
  return Object.assign(new Process(), {
    id: uuidv7(),
    flow: 'hello',
    status: 'NEW',
    data: {},
    businessKey: null,
    parentTaskId: null,
    artifactType: null,
    artifactId: null,
    definition: '0123456789abcdef',
    createdAt: NOW,
    finishedAt: null,
    ...over,
  });
}

/** A task that waits. */
export function aTask({ id: processId, flow }: Process, over: Partial<Task> = {}): Task {
  return Object.assign(new Task(), {
    id: uuidv7(),
    processId,
    flow,
    node: 'approve',
    kind: 'VIEW',
    status: 'NEW',
    token: null,
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
    createdAt: NOW,
    assignedAt: null,
    startedAt: null,
    finishedAt: null,
    ...over,
  });
}

/** A task that is over. */
export function aDoneTask(process: Process, over: Partial<Task> = {}): Task {
  return aTask(process, { status: 'DONE', live: false, finishedAt: NOW, ...over });
}

/** A line of history. */
export function anEvent(process: Process, over: Partial<WorkflowEvent> = {}): WorkflowEvent {
  return Object.assign(new WorkflowEvent(), {
    id: uuidv7(),
    type: 'task.created',
    processId: process.id,
    taskId: null,
    actor: null,
    payload: null,
    createdAt: NOW,
    deliveredAt: NOW,
    attempts: 0,
    retryAt: null,
    error: null,
    ...over,
  });
}

/** That `task` followed from each of `previous`. */
export function links(task: Task, ...previous: Task[]): TaskLink[] {
  return previous.map(({ id }) => ({ taskId: task.id, previousId: id }));
}

/** A change set with only these parts. */
export function changes(over: Partial<ChangeSet>): ChangeSet {
  return {
    insertProcess: undefined,
    updateProcess: undefined,
    insertTasks: [],
    updateTasks: [],
    insertLinks: [],
    insertEvents: [],
    withdrawAttached: undefined,
    ...over,
  };
}
