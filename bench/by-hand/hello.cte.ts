import type { Pool } from 'pg';
import { approveRows, COLUMNS, insert, startRows } from './hello-rows.js';

const { process, task, task_previous: link } = COLUMNS;
const afterProcess = 1 + process.length;
const afterTasks = afterProcess + 2 * task.length;

const START = `with p as (${insert('process', 1)}), t as (${insert('task', 2, afterProcess)}),
l as (${insert('task_previous', 1, afterTasks)}) ${insert('event', 4, afterTasks + link.length)}`;

/** Parameters of {@link APPROVE} before those of its inserts: task, process, owner, moment, data to merge. */
const OWN = 5;
const APPROVE = `with locked as (
  select p.id, p.data from workflow_process p join workflow_task t on t.process_id = p.id
  where t.id = $1 and p.id = $2 and t.status = 'NEW' for update
), done as (
  update workflow_task t set status = 'DONE', live = false, owner = $3, assigned_at = $4, started_at = $4,
    finished_at = $4 from locked where t.id = $1
), over as (
  update workflow_process p set data = locked.data || $5, status = 'DONE', finished_at = $4
  from locked where p.id = locked.id
), t as (${insert('task', 3, OWN + 1)}), l as (${insert('task_previous', 3, OWN + 1 + 3 * task.length)})
${insert('event', 9, OWN + 1 + 3 * task.length + 3 * link.length)}`;

/**
 * The floor: hello as one prepared statement per transaction, with no BEGIN and COMMIT around it and no code between
 * reading and writing, so that it decides nothing: it knows beforehand what will happen.
 */
export class CteHello {
  constructor(private readonly pool: Pool) {}

  /** Both transactions of one process. */
  async run(): Promise<void> {
    const { processId, taskId, rows } = startRows();
    await this.send('cte-start', START, [
      ...rows.process,
      ...rows.tasks.flat(),
      ...rows.links.flat(),
      ...rows.events.flat(),
    ]);
    const now = new Date();
    const { tasks, links, events } = approveRows(processId, taskId, now);
    const own = [taskId, processId, 'approver', now, JSON.stringify({ approved: true })];
    await this.send('cte-approve', APPROVE, [...own, ...tasks.flat(), ...links.flat(), ...events.flat()]);
  }

  private async send(name: string, text: string, values: unknown[]): Promise<void> {
    await this.pool.query({ name, text, values });
  }
}
