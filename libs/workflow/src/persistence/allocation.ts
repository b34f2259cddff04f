import type { EntityManager } from 'typeorm';
import { databaseFamily } from '../model/column-types.js';
import { Process } from '../model/process.entity.js';
import { Task } from '../model/task.entity.js';
import type { OwnedRequest } from '../runtime/ports/workflow-store.js';
import { tableNames } from './table-names.js';

/** How many tasks in these statuses each of these users owns; those that own none are absent. */
export async function ownedBy(
  manager: EntityManager,
  { owners, statuses, except, of }: OwnedRequest,
): Promise<ReadonlyMap<string, number>> {
  if (owners.length === 0) return new Map();
  const query = manager
    .createQueryBuilder(Task, 'task')
    .select('task.owner', 'owner')
    .addSelect('count(*)', 'count')
    .where('task.owner in (:...owners)', { owners })
    .andWhere('task.status in (:...statuses)', { statuses })
    .groupBy('task.owner');
  if (except.length > 0) query.andWhere('task.id not in (:...except)', { except });
  if (of) {
    query
      .innerJoin(Process, 'process', 'process.id = task.processId')
      .andWhere('process.flow = :flow and task.node in (:...nodes)', of);
  }
  const rows = await query.getRawMany<{ owner: string; count: string | number }>();
  return new Map(rows.map(({ owner, count }) => [owner, Number(count)]));
}

/** Takes the next turn of this name; its row stays locked until the transaction ends, so that no turn is taken twice. */
export async function takeTurn(manager: EntityManager, name: string): Promise<number> {
  const { turn } = tableNames(manager.dataSource);
  if (databaseFamily(manager.dataSource.options.type) === 'mysql') {
    await manager.query(
      `insert into ${turn} (name, taken) values (?, 1) on duplicate key update taken = taken + 1`,
      [name],
    );
    const rows: { taken: number }[] = await manager.query(
      `select taken from ${turn} where name = ? for update`,
      [name],
    );
    return (rows[0]?.taken ?? 1) - 1;
  }
  const rows: { taken: number }[] = await manager.query(
    `insert into ${turn} as turn (name, taken) values ($1, 1)
on conflict (name) do update set taken = turn.taken + 1 returning taken`,
    [name],
  );
  return (rows[0]?.taken ?? 1) - 1;
}
