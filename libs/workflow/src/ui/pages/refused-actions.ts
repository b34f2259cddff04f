import { Injectable } from '@nestjs/common';
import { TaskDesk } from '../../http/desks/task-desk.js';
import type { TaskJson } from '../../http/answers/task.json.js';
import { AccessPolicy } from '../../runtime/ports/access-policy.js';
import type { TransitionName } from '../../runtime/transitions/transition.js';
import { momentOf } from '../forms/zoned-time.js';
import type { Fields, InvalidForm, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { People } from '../people.js';
import { TaskPages } from './task-pages.js';

/** The actions that ask something: by their route, what they are and the field of their form. */
const ASKING: Readonly<Record<string, { readonly action: TransitionName; readonly field: string }>> = {
  reassign: { action: 'reassign', field: 'user' },
  delegate: { action: 'delegate', field: 'user' },
  snooze: { action: 'snooze', field: 'untilClock' },
  addInstance: { action: 'add', field: 'item' },
};

/** What an action was asked with. */
interface Asked {
  /** As it was typed. */
  readonly value: string;
  /** By a button, instead. */
  readonly chosen: unknown;
}

/** Shows the page of a task once more when what an action asked for was refused: beside it why, and what was typed. */
@Injectable()
export class RefusedActions {
  constructor(
    private readonly desk: TaskDesk,
    private readonly pages: TaskPages,
    private readonly people: People,
    private readonly access: AccessPolicy,
  ) {}

  /** The page; nothing for an action that asks nothing, or that is possible no more. */
  async again(error: InvalidForm, fields: Fields, page: PageVisit): Promise<PageView | undefined> {
    const asking = ASKING[page.visit.route];
    if (!asking) return undefined;
    const [processId, node, taskId] = [page.param('processId'), page.param('node'), page.param('taskId')];
    const task = await this.desk.show(page.call, { processId, node, taskId });
    if (!task.actions.includes(asking.action)) return undefined;
    const typed = fields[asking.field];
    const value = typeof typed === 'string' ? typed.trim() : '';
    const message = await this.inWords(error, { value, chosen: fields['until'] }, task, page);
    return this.pages.show(task, page, { refusedAction: { action: asking.action, value, message } });
  }

  private async inWords(
    error: InvalidForm,
    { value, chosen }: Asked,
    task: TaskJson,
    page: PageVisit,
  ): Promise<string> {
    const { words } = page;
    const [first] = error.errors;
    if (first?.field === 'user') return this.aboutPerson(value, task, page);
    if (first?.field === 'until') {
      const isMoment = momentOf(value, page.reader.zone) !== undefined || isDate(chosen);
      return words.say(isMoment ? 'snooze.fault.past' : 'form.fault.datetime');
    }
    return first?.messages.join(' · ') ?? error.message;
  }

  private async aboutPerson(id: string, { owner }: TaskJson, { words }: PageVisit): Promise<string> {
    if (id === '') return words.say('give.fault.nobody');
    if (!(await this.access.find(id))) return words.say('give.fault.unknown', { name: id });
    const name = await this.people.name(id);
    return words.say(id === owner ? 'give.fault.owner' : 'give.fault.lacks', { name });
  }
}

function isDate(text: unknown): boolean {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text));
}
