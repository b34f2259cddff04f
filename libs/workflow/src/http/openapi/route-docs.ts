import { PROCESS_STATUSES, TASK_STATUSES } from '../../model/status.js';
import { LONGEST_COMMENT } from '../../runtime/comments.js';
import { PROCESS_SORTS, TASK_SORTS } from '../../runtime/ports/list-queries.js';
import { CHART_FORMATS } from '../requests/chart-format.js';
import type { Models } from './models.js';

/** A query parameter, as `@ApiQuery` takes it. */
export interface QueryDoc {
  readonly name: string;
  readonly description?: string;
  readonly schema: object;
}

/** What a route's body holds: the forms of starts or of tasks, or a fixed schema. */
export type BodyDoc = 'start-forms' | 'task-forms' | { readonly schema: object; readonly required: boolean };

/** What is told of one route. */
export interface RouteDoc {
  readonly summary: string;
  /** The answer's schema, or the media types of an answer that is a file. */
  readonly answer: keyof Models | readonly string[];
  readonly status?: number;
  readonly query?: readonly QueryDoc[];
  readonly body?: BodyDoc;
  /** The route changes something: it may be in the way of another, or too late. */
  readonly changes?: boolean;
}

const PAGING: readonly QueryDoc[] = [
  { name: 'cursor', description: '`next` of the page before', schema: { type: 'string' } },
  { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
];
const Q: QueryDoc = {
  name: 'q',
  description:
    'Found in texts and numbers of the process data, business key, node and owner; a whole id finds its row',
  schema: { type: 'string', maxLength: 200 },
};
const words = (name: string, all: readonly string[]): QueryDoc => ({
  name,
  description: `One, or several separated by commas: ${all.join(', ')}`,
  schema: { type: 'string' },
});
const sort = (columns: readonly string[]): QueryDoc => ({
  name: 'sort',
  schema: { type: 'string', enum: columns.flatMap((column) => [column, `-${column}`]) },
});
const TASKS: readonly QueryDoc[] = [
  { name: 'flow', description: 'One flow, or several separated by commas', schema: { type: 'string' } },
  { name: 'node', description: 'One node, or several separated by commas', schema: { type: 'string' } },
  words('status', TASK_STATUSES),
  Q,
  { name: 'priority', schema: { type: 'integer' } },
  { name: 'dueBefore', description: 'A moment as ISO 8601 writes it', schema: { type: 'string' } },
  sort(TASK_SORTS),
  ...PAGING,
];
const SNOOZED: QueryDoc = {
  name: 'snoozed',
  description: 'Those that are snoozed, instead of those that are not',
  schema: { type: 'boolean', default: false },
};
const DELEGATED: QueryDoc = {
  name: 'delegated',
  description: 'Those that you have delegated and others have for you, instead of your own',
  schema: { type: 'boolean', default: false },
};
const FAILED: QueryDoc = {
  name: 'failed',
  description: 'Only those in which a task has failed and waits for a decision; `false`: only the others',
  schema: { type: 'boolean' },
};
const PROCESSES: readonly QueryDoc[] = [
  words('status', PROCESS_STATUSES),
  FAILED,
  Q,
  sort(PROCESS_SORTS),
  ...PAGING,
];

const object = (properties: Record<string, object>, required = false): BodyDoc => ({
  schema: {
    type: 'object',
    properties,
    ...(required ? { required: Object.keys(properties) } : {}),
    additionalProperties: false,
  },
  required,
});
const FORMAT: QueryDoc = {
  name: 'format',
  schema: { type: 'string', enum: [...CHART_FORMATS], default: 'svg' },
};
const CHARTS = ['image/svg+xml', 'application/xml', 'application/json'] as const;
const USER = { user: { type: 'string', maxLength: 100 } };
const UNTIL = { until: { type: 'string', format: 'date-time' } };
const TASK_IDS = { taskIds: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 100 } };

const action = (summary: string, body?: BodyDoc): RouteDoc => ({
  summary,
  answer: 'outcome',
  changes: true,
  ...(body === undefined ? {} : { body }),
});

/** What is told of our routes, by the names of their methods. */
export const ROUTE_DOCS: Readonly<Record<string, RouteDoc>> = {
  overview: { summary: 'The flows you may see or start', answer: 'dashboard' },
  inbox: { summary: 'Your tasks to do', answer: 'taskPage', query: [SNOOZED, DELEGATED, ...TASKS] },
  flows: { summary: 'The flows you may see or start', answer: 'dashboard' },
  sendMessage: {
    summary: 'Send a message to the process that waits for it',
    answer: 'messageOutcome',
    changes: true,
    body: object({
      key: { type: 'string', maxLength: 140, default: '' },
      payload: {},
      id: { type: 'string', minLength: 1, maxLength: 200, description: 'Sent again, it acts once' },
      ttl: { type: 'string', description: 'How long it waits when nobody waits for it, such as 1d' },
    }),
  },
  throwSignal: {
    summary: 'Throw a signal to all who wait for it',
    answer: 'signalOutcome',
    changes: true,
    body: object({ payload: {} }),
  },
  queue: { summary: 'The tasks you may take', answer: 'taskPage', query: TASKS },
  archive: { summary: 'The tasks you have finished', answer: 'taskPage', query: TASKS },
  live: {
    summary: 'What changes for you, as it happens: server-sent events',
    answer: ['text/event-stream'],
    query: [
      {
        name: 'process',
        description: 'The id of a process whose changes are told whoever they concern',
        schema: { type: 'string', format: 'uuid' },
      },
    ],
  },
  assignTasks: {
    summary: 'Take several tasks',
    answer: 'bulkReport',
    changes: true,
    body: object(TASK_IDS, true),
  },
  unassignTasks: {
    summary: 'Put several tasks back into the queue',
    answer: 'bulkReport',
    changes: true,
    body: object(TASK_IDS, true),
  },
  board: { summary: 'Every waiting or failed task, by node', answer: 'board' },
  processes: { summary: 'Processes', answer: 'processPage', query: PROCESSES },
  tasks: { summary: 'Tasks, gateways and code included', answer: 'taskPage', query: TASKS },
  retryAll: {
    summary: 'Run the failed tasks of a node again',
    answer: 'retryReport',
    changes: true,
    body: object({ node: { type: 'string', maxLength: 100 } }, true),
  },
  stats: { summary: 'How long the nodes of the flow take', answer: 'statistics' },
  chart: { summary: 'The flow as a diagram', answer: CHARTS, query: [FORMAT] },
  processChart: { summary: 'A process as a diagram', answer: CHARTS, query: [FORMAT] },
  startForm: { summary: 'The form of a start', answer: 'startForm' },
  start: {
    ...action('Start a process', 'start-forms'),
    status: 201,
    query: [
      {
        name: 'businessKey',
        description:
          'Unique per flow: with one that is taken, the answer is 200 with the process that has it',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
    ],
  },
  process: { summary: 'A process with its tasks, parent and children', answer: 'processDetail' },
  events: { summary: 'The history of a process', answer: 'eventPage', query: PAGING },
  comments: { summary: 'What people say about a process', answer: 'commentPage', query: PAGING },
  addComment: {
    summary: 'Comment on a process; whoever is named with an @ is told',
    answer: 'comment',
    status: 201,
    changes: true,
    body: object({ text: { type: 'string', minLength: 1, maxLength: LONGEST_COMMENT } }, true),
  },
  seeComments: {
    summary: 'You have seen where the comments of a process name you',
    answer: ['application/json'],
    changes: true,
  },
  tree: { summary: 'The processes above and below this one', answer: 'processTree' },
  cancelPreview: { summary: 'What cancelling the process would withdraw', answer: 'cancelPreview' },
  cancelProcess: action('Cancel a process with everything live in it'),
  task: { summary: 'A task with what you may do with it', answer: 'task' },
  executeForm: { summary: 'The form a task is executed with', answer: 'taskForm' },
  execute: action('Complete a task', 'task-forms'),
  saveDraft: action('Keep a form without completing the task', {
    schema: { type: 'object', additionalProperties: true },
    required: true,
  }),
  postDraft: action('Keep a form, for clients that cannot PUT', {
    schema: { type: 'object', additionalProperties: true },
    required: true,
  }),
  assign: action('Take a task, or as a manager give it to a user', object(USER)),
  unassign: action('Put a task back into the queue'),
  reassign: action('Give a task to another user', object(USER, true)),
  snooze: action('Hide a task of yours from your inbox until a moment', object(UNTIL, true)),
  unsnooze: action('Put a snoozed task back into your inbox'),
  delegate: action('Give a task of yours to another user, who gives it back when done', object(USER, true)),
  handBack: action('Give a delegated task back, or take it back, undone'),
  startTask: action('Mark a task as being worked on'),
  cancelTask: action('Withdraw a task'),
  undo: action('Take a finished task back'),
  revive: action('Make a withdrawn task anew'),
  retryForm: { summary: 'The form to run a failed task again with changed data', answer: 'taskForm' },
  retry: action(
    'Run a failed task again, with fields of the process data changed first; null takes one away',
    object({ data: { type: 'object', additionalProperties: true } }),
  ),
  skip: action('Pass over a failed or waiting task'),
  addInstance: action(
    'Add an instance to those that run',
    object({ item: {}, branch: { type: 'string', maxLength: 100 } }),
  ),
  finish: action('Go on with the instances that are done; the others are withdrawn'),
};
