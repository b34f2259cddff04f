import type { Pool, PoolClient } from 'pg';
import { approveRows, insert, startRows, type Values } from './hello-rows.js';

const flat = (rows: readonly Values[]) => rows.flat();

/**
 * Hello as a careful program without a workflow layer would write it: the same rows into the same tables, with plain
 * prepared statements, one per table and change, each of several rows.
 */
export class PlainHello {
  constructor(private readonly pool: Pool) {}

  /** Both transactions of one process. */
  async run(): Promise<void> {
    const { processId, taskId } = await this.start();
    await this.approve(processId, taskId);
  }

  /** The first transaction. */
  async start(): Promise<{ processId: string; taskId: string }> {
    const { processId, taskId, rows } = startRows();
    await this.transaction(async (send) => {
      await send('start-process', insert('process', 1), rows.process);
      await send('start-tasks', insert('task', 2), flat(rows.tasks));
      await send('start-links', insert('task_previous', 1), flat(rows.links));
      await send('start-events', insert('event', 4), flat(rows.events));
    });
    return { processId, taskId };
  }

  /** The second one. */
  async approve(processId: string, taskId: string): Promise<void> {
    await this.transaction(async (send) => {
      const [found] = await send(
        'approve-lock',
        `select p.data, p.status as process_status, t.status, t.owner
         from workflow_process p join workflow_task t on t.process_id = p.id where t.id = $1 for update`,
        [taskId],
      );
      if (found?.['status'] !== 'NEW')
        throw new Error(`Expected a NEW task, but it is ${String(found?.['status'])}.`);
      const now = new Date();
      const data = { ...(found['data'] as object), approved: true };
      const rows = approveRows(processId, taskId, now);
      await send(
        'approve-task',
        `update workflow_task set status = 'DONE', live = false, owner = $2, assigned_at = $3, started_at = $3,
           finished_at = $3 where id = $1`,
        [taskId, 'approver', now],
      );
      await send('approve-tasks', insert('task', 3), flat(rows.tasks));
      await send('approve-links', insert('task_previous', 3), flat(rows.links));
      await send('approve-events', insert('event', 9), flat(rows.events));
      await send(
        'approve-process',
        `update workflow_process set data = $2, status = 'DONE', finished_at = $3 where id = $1`,
        [processId, JSON.stringify(data), now],
      );
    });
  }

  private async transaction(
    work: (
      send: (name: string, text: string, values: Values) => Promise<Record<string, unknown>[]>,
    ) => Promise<void>,
  ): Promise<void> {
    const client: PoolClient = await this.pool.connect();
    try {
      await client.query('begin');
      await work(async (name, text, values) => {
        const { rows } = await client.query<Record<string, unknown>>({ name, text, values: [...values] });
        return rows;
      });
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
}
