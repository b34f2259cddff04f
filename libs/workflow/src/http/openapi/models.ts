import type { Type } from '@nestjs/common';
import { PROCESS_STATUSES, TASK_STATUSES } from '../../model/status.js';
import { TRANSITION_NAMES } from '../../runtime/transitions/transition.js';
import type { Swagger } from './swagger.js';

/** The classes whose schemas describe our answers, for `@ApiExtraModels` and references. */
export interface Models {
  readonly task: Type;
  readonly taskPage: Type;
  readonly process: Type;
  readonly processPage: Type;
  readonly processDetail: Type;
  readonly eventPage: Type;
  readonly comment: Type;
  readonly commentPage: Type;
  readonly outcome: Type;
  readonly bulkReport: Type;
  readonly messageOutcome: Type;
  readonly signalOutcome: Type;
  readonly retryReport: Type;
  readonly cancelPreview: Type;
  readonly processTree: Type;
  readonly statistics: Type;
  readonly dashboard: Type;
  readonly board: Type;
  readonly startForm: Type;
  readonly taskForm: Type;
  readonly error: Type;
}

interface Property {
  readonly type?: string | (() => Type);
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly isArray?: boolean;
  readonly nullable?: boolean;
  readonly required?: boolean;
  readonly description?: string;
  readonly additionalProperties?: boolean | object;
  readonly items?: object;
}

const id: Property = { type: 'string', format: 'uuid' };
const text: Property = { type: 'string' };
const textOrNull: Property = { ...text, nullable: true };
const moment: Property = { type: 'string', format: 'date-time' };
const momentOrNull: Property = { ...moment, nullable: true };
const integer: Property = { type: 'integer' };
const flag: Property = { type: 'boolean' };
const anything: Property = { type: 'object', additionalProperties: true };
const schema: Property = { ...anything, nullable: true, description: 'JSON schema; null: no form' };
const texts: Property = { type: 'array', items: { type: 'string' } };
const of = (model: Type, rest: Property = {}): Property => ({ type: () => model, ...rest });
const many = (model: Type): Property => of(model, { isArray: true });
const actions = (names: readonly string[]): Property => ({
  type: 'array',
  items: { type: 'string', enum: names },
  description: 'What you may do with it now',
});

let made: Models | undefined;

/** Makes the classes, once. */
export function models(swagger: Swagger): Models {
  return (made ??= make(swagger));
}

function make(swagger: Swagger): Models {
  const model = (name: string, properties: Readonly<Record<string, Property>>): Type => {
    const named = { [name]: class {} }[name] as Type;
    for (const [property, options] of Object.entries(properties)) {
      swagger.ApiProperty(options as object)(named.prototype as object, property);
    }
    return named;
  };
  const page = (name: string, item: Type) =>
    model(name, { items: many(item), next: { ...textOrNull, description: '`cursor` of the next page' } });

  const failure = model('WorkflowTaskFailure', {
    message: text,
    code: { ...text, required: false },
    attempt: integer,
  });
  const task = model('WorkflowTask', {
    id,
    processId: id,
    flow: text,
    node: text,
    iteration: { ...integer, required: false, description: 'Of a node in a loop: which round it is' },
    kind: text,
    title: text,
    brief: text,
    status: { type: 'string', enum: TASK_STATUSES },
    owner: textOrNull,
    delegatedBy: { ...textOrNull, description: 'For whom the owner has it: it goes back to them' },
    permission: textOrNull,
    priority: integer,
    dueAt: momentOrNull,
    snoozedUntil: momentOrNull,
    createdAt: moment,
    assignedAt: momentOrNull,
    startedAt: momentOrNull,
    finishedAt: momentOrNull,
    data: { ...anything, nullable: true },
    attempts: integer,
    scheduledAt: { ...momentOrNull, description: 'When a timer, or the next attempt, is due' },
    error: of(failure, { required: false }),
    actions: actions(TRANSITION_NAMES),
    url: textOrNull,
  });
  const reference = {
    id,
    flow: text,
    title: text,
    status: { type: 'string', enum: PROCESS_STATUSES },
    createdAt: moment,
    finishedAt: momentOrNull,
    parentTaskId: { ...id, nullable: true },
    url: textOrNull,
  };
  const processReference = model('WorkflowProcessReference', reference);
  const facts = {
    ...reference,
    brief: text,
    data: anything,
    businessKey: textOrNull,
    actions: actions(['cancel']),
  };
  const process = model('WorkflowProcess', facts);
  const listedProcess = model('WorkflowListedProcess', {
    ...facts,
    failed: { ...flag, description: 'A task of it has failed and waits for a decision' },
  });
  const start = {
    flow: text,
    node: text,
    title: text,
    description: textOrNull,
    allowed: flag,
    url: textOrNull,
  };
  const flow = {
    name: text,
    title: text,
    description: textOrNull,
    url: textOrNull,
    starts: many(model('WorkflowStart', start)),
  };
  const counts = of(
    model('WorkflowCounts', {
      inbox: integer,
      queue: integer,
      archive: integer,
      snoozed: integer,
      mentions: integer,
    }),
  );
  const event = model('WorkflowHistoryEvent', {
    id,
    type: text,
    taskId: { ...id, nullable: true },
    node: textOrNull,
    actor: textOrNull,
    payload: {
      ...anything,
      nullable: true,
      description:
        'What belongs to the type of event. Whatever a step has changed in the process data is in `changes`: by field, `{ from, to }`, with `shortened` when one of them is cut to 1,000 characters; `{ hidden: true }` for fields the history hides. `moreChanges`: how many fields more',
    },
    createdAt: moment,
  });
  const commentFacts = { id, text, author: textOrNull, mentions: texts, createdAt: moment };
  const comment = model('WorkflowComment', commentFacts);
  const mention = model('WorkflowMention', { ...commentFacts, process: of(processReference) });
  const error = model('WorkflowErrorAnswer', {
    statusCode: integer,
    code: { ...text, description: 'Stable: switch on it' },
    message: text,
    errors: { ...many(model('WorkflowFieldError', { field: text, messages: texts })), required: false },
  });
  const bulkResult = model('WorkflowBulkResult', {
    taskId: text,
    ok: flag,
    status: { type: 'string', enum: TASK_STATUSES, required: false },
    error: of(error, { required: false }),
  });
  const boardNode = model('WorkflowBoardNode', {
    node: text,
    title: text,
    kind: text,
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
    tasks: many(task),
  });
  const startTimer = model('WorkflowStartTimer', {
    node: text,
    title: text,
    schedule: text,
    dueAt: { ...moment, description: 'The moment that comes next, or is tried again' },
    nextAttemptAt: moment,
    attempts: { ...integer, description: 'How often starting has failed' },
    error: of(failure, { required: false }),
    lastStartedAt: momentOrNull,
    lastProcessUrl: textOrNull,
  });
  return {
    task,
    process,
    error,
    taskPage: page('WorkflowTaskPage', task),
    processPage: page('WorkflowProcessPage', listedProcess),
    processDetail: model('WorkflowProcessDetail', {
      ...facts,
      tasks: many(task),
      failures: many(task),
      parent: of(processReference, { nullable: true }),
      children: many(processReference),
    }),
    eventPage: page('WorkflowHistoryPage', event),
    comment,
    commentPage: page('WorkflowCommentPage', comment),
    outcome: model('WorkflowOutcome', {
      process: of(process),
      task: of(task, { nullable: true }),
      next: many(task),
      continue: {
        ...textOrNull,
        description: 'Where to go on: a task of yours or one you may take, nearby; else the process',
      },
    }),
    messageOutcome: model('WorkflowMessageOutcome', {
      outcome: { type: 'string', enum: ['taken', 'started', 'kept', 'duplicate'] },
    }),
    signalOutcome: model('WorkflowSignalOutcome', { outcome: { type: 'string', enum: ['thrown'] } }),
    bulkReport: model('WorkflowBulkReport', { results: many(bulkResult) }),
    retryReport: model('WorkflowRetryReport', { results: many(bulkResult), more: flag }),
    cancelPreview: model('WorkflowCancelPreview', {
      tasks: many(task),
      timers: many(task),
      jobs: many(task),
      processes: many(processReference),
      more: flag,
    }),
    processTree: model('WorkflowProcessTree', {
      root: {
        ...anything,
        description: 'A process reference with `current` and `children`, which are alike',
      },
      more: flag,
    }),
    statistics: model('WorkflowStatistics', {
      processes: { ...integer, description: 'In so many of the newest processes' },
      nodes: many(
        model('WorkflowNodeTimes', {
          node: text,
          title: text,
          count: integer,
          median: { ...integer, description: 'Milliseconds' },
          p95: { ...integer, description: 'Milliseconds' },
        }),
      ),
    }),
    dashboard: model('WorkflowDashboard', {
      flows: many(model('WorkflowFlow', flow)),
      counts,
      mentions: many(mention),
    }),
    board: model('WorkflowBoard', { ...flow, counts, nodes: many(boardNode), timers: many(startTimer) }),
    startForm: model('WorkflowStartForm', { ...start, schema }),
    taskForm: model('WorkflowTaskForm', {
      task: of(task),
      title: text,
      description: textOrNull,
      schema,
      values: { ...anything, nullable: true },
    }),
  };
}
