import { Injectable } from '@nestjs/common';
import { type Process, type TaskRow, type TaskStatus, WorkflowService } from 'nestflow';
import { demoUserNamed } from '../access/demo-users.js';

const LIVE: readonly TaskStatus[] = ['NEW', 'ASSIGNED', 'STARTED'];

/** Where somebody works: at a node of a process. */
export type Place = readonly [process: Pick<Process, 'id' | 'flow'>, node: string];

/** The users of the demo at work, each with no more than their own rights. */
@Injectable()
export class People {
  constructor(private readonly workflow: WorkflowService) {}

  /** Takes a task. */
  async take(name: string, place: Place): Promise<void> {
    const { task } = await this.waiting(place);
    await this.workflow.activate(task.id, { user: demoUserNamed(name) }, (activation) => activation.assign());
  }

  /** Keeps a half-filled form of a task that they have. */
  async draft(name: string, place: Place, form: object): Promise<void> {
    const { task } = await this.waiting(place);
    await this.workflow.activate(task.id, { user: demoUserNamed(name) }, (activation) =>
      activation.saveDraft(form),
    );
  }

  /** Completes a task, taking it first when nobody has it; of several at this node the one that is theirs. */
  async complete(name: string, place: Place, form?: object): Promise<void> {
    const { task } = await this.waiting(place, name);
    await this.workflow.activate(task.id, { user: demoUserNamed(name) }, async (activation) => {
      if (activation.assign.canProceed()) await activation.assign();
      await activation.execute(form);
    });
  }

  /** The processes that this one has started, of a flow, oldest first. */
  async children({ id, flow }: Pick<Process, 'id' | 'flow'>, childFlow: string): Promise<Process[]> {
    const own = await this.workflow.tasks({ flows: [flow], q: id, limit: 100 });
    const mine = new Set(own.items.map(({ task }) => task.id));
    const { items } = await this.workflow.processes({ flows: [childFlow], limit: 100, sort: '-createdAt' });
    return items.filter(({ parentTaskId }) => parentTaskId !== null && mine.has(parentTaskId)).reverse();
  }

  private async waiting([{ id, flow }, node]: Place, owner?: string): Promise<TaskRow> {
    const { items } = await this.workflow.tasks({ flows: [flow], nodes: [node], statuses: LIVE, q: id });
    const row = items.find(({ task }) => task.owner === owner) ?? items[0];
    if (!row) throw new TypeError(`Expected a task '${node}' to wait in process ${id}, but none does.`);
    return row;
  }
}
