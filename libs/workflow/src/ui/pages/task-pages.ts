import { Inject, Injectable } from '@nestjs/common';
import type { TaskJson } from '../../http/answers/task.json.js';
import { formSchema, type FormSchema } from '../../http/answers/form-schema.js';
import { Answers } from '../../http/answers/answers.js';
import { eventJson } from '../../http/desks/process-desk.js';
import { formValues } from '../../http/desks/task-desk.js';
import type { Process } from '../../model/process.entity.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import {
  LIST_QUERIES,
  type EventRow,
  type ListQueries,
  type TaskRow,
} from '../../runtime/ports/list-queries.js';
import type { TransitionName } from '../../runtime/transitions/transition.js';
import { Visibility } from '../../runtime/visibility.js';
import type { FieldSchema } from '../forms/field-schema.js';
import { formView } from '../forms/form-view.js';
import type { InvalidForm, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { People } from '../people.js';
import { dataSchema, dataView } from '../views/data-view.js';
import { snoozes } from '../views/snooze-view.js';
import { eventView } from '../views/event-view.js';
import { taskView } from '../views/task-view.js';
import { ProcessComments, type RefusedComment } from './process-comments.js';

/** How much history the page of a task shows, of what happened last. */
const EVENTS = 100;

/** Transitions that ask to whom. */
const GIVING = ['reassign', 'delegate'] as const;

/** What happens by itself, between what people want to know. */
const DULL = new Set(['task.created']);

/** The form of a task, filled in. */
export interface FilledForm {
  readonly schema: FormSchema | null;
  readonly values: unknown;
  readonly errors?: InvalidForm['errors'];
}

/** What an action asked for and was not taken. */
export interface RefusedAction {
  readonly action: TransitionName;
  /** As it was typed. */
  readonly value: string;
  readonly message: string;
}

/** What was sent from the page of a task and is shown again. */
export interface SentBack {
  readonly form?: FilledForm;
  readonly refused?: RefusedComment;
  readonly refusedAction?: RefusedAction;
}

/** Makes the page of a task. What it adds to the route's answer takes a constant number of statements. */
@Injectable()
export class TaskPages {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly answers: Answers,
    private readonly people: People,
    private readonly comments: ProcessComments,
    private readonly visibility: Visibility,
  ) {}

  /** The page; with a form for who may execute the task. */
  async show(task: TaskJson, page: PageVisit, sent: SentBack = {}): Promise<PageView> {
    const { call, reader } = page;
    const row = await this.lists.task(task.id);
    const seesProcess = await this.seesProcess(row, page);
    const events = await this.history(task, seesProcess);
    const form = task.actions.includes('execute') ? (sent.form ?? this.formOf(page, row)) : undefined;
    const flow = call.flow;
    return {
      template: 'task.liquid',
      title: task.title,
      menu: task.owner === call.user.id ? (task.finishedAt ? 'archive' : 'inbox') : undefined,
      node: task.node,
      address: sent.refusedAction && (task.url ?? undefined),
      live: { on: task.processId, keep: events.at(-1)?.id ?? 'new' },
      model: {
        flow: { title: flow.title, url: call.links.flow(flow.name) },
        process: row && (await this.about(row.process, page, seesProcess)),
        task: {
          ...taskView(task, flow.title, reader),
          description: flow.graph.find(task.node)?.options.description,
          data: dataView(task.data, reader),
          permission: task.permission,
        },
        executable: form !== undefined,
        form:
          form?.schema &&
          formView(form.schema as FieldSchema, { values: form.values, errors: form.errors, reader }),
        formErrors: form?.schema ? [] : (form?.errors ?? []).flatMap(({ messages }) => messages),
        drafted: row?.task.draft !== null && row?.task.draft !== undefined,
        events: events
          .map((event) => eventView(eventJson(event, flow), flow, reader))
          .filter(({ type, changes }) => !DULL.has(type) || changes.length > 0),
        people: await this.candidates(task, row, page),
        refusedAction: sent.refusedAction,
        snoozes: task.actions.includes('snooze') ? snoozes(reader) : [],
        back: page.returnTo(),
        ...(seesProcess ? await this.comments.show(task.processId, task.url, page, sent.refused) : {}),
      },
    };
  }

  /** Whether the page may tell of the whole process: a task may be shown to others, too. */
  private async seesProcess(row: TaskRow | undefined, { call }: PageVisit): Promise<boolean> {
    if (!row) return false;
    return this.visibility.ofProcessOf(call.user, { flow: call.flow, process: row.process }, row.task);
  }

  /** What happened last, oldest first: in the whole process, or to this task. */
  private async history({ id, processId }: TaskJson, ofProcess: boolean): Promise<readonly EventRow[]> {
    if (!ofProcess) return this.lists.eventsOfTasks(processId, [id], EVENTS);
    const { items } = await this.lists.events(processId, { limit: EVENTS, newestFirst: true });
    return items.toReversed();
  }

  /** The form as it was left: the draft, or what the process holds. */
  formOf({ call }: PageVisit, row: TaskRow | undefined): FilledForm {
    const node = row && call.flow.graph.find(row.task.node);
    const form = node && behaviourOf(node).form?.(node);
    const schema = form ? formSchema(form) : null;
    return { schema, values: row && formValues(row.task.draft, row.process.data, schema) };
  }

  private async candidates({ actions, owner }: TaskJson, row: TaskRow | undefined, { call }: PageVisit) {
    if (!row || !GIVING.some((name) => actions.includes(name))) return undefined;
    const { task, process } = row;
    return this.people.choices({ flow: call.flow.name, process, task }, owner);
  }

  private async about(process: Process, { call, reader }: PageVisit, seen: boolean): Promise<object> {
    const { brief, url, businessKey } = await this.answers.process(process, call);
    const data = dataView(process.data, reader, dataSchema(call.flow.options.data));
    // Templates of an application read `values` by name.
    return { brief, url: seen ? url : null, businessKey, data, values: process.data };
  }

  /** The task and its process, without a lock. */
  row(page: PageVisit): Promise<TaskRow | undefined> {
    return this.lists.task(page.param('taskId'));
  }
}
