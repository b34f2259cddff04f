import { Process } from '../../model/process.entity.js';
import type { TaskStatus } from '../../model/status.js';
import type { ListQueries, NodeTimes, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { fromTasks, seesFlow } from './task-lists.js';

/** How long tasks of each node take, of the newest processes of a flow. One statement. */
export async function readCycleTimes(
  source: ListSource,
  viewer: Viewer,
  flow: string,
  { processes, renamed }: Parameters<ListQueries['cycleTimes']>[2],
): Promise<NodeTimes[]> {
  const query = source.manager.createQueryBuilder() as Select;
  const bind = new Bindings(query);
  const newest = subQueryOf<Process>(query)
    .select('process.id', 'id')
    .from(Process, 'process')
    .where(`process.flow = ${bind.value(flow)}`)
    .andWhere(seesFlow(viewer, bind));
  source.limitToVisible(newest, viewer.user);
  newest.orderBy('process.id', 'DESC').limit(processes);

  const node = todaysName(renamed, bind);
  const took = source.dialect.millisecondsBetween('task.createdAt', 'task.finishedAt');
  const ranked = fromTasks(subQueryOf(query))
    .innerJoin(newest.getQuery(), 'newest', 'newest.id = process.id')
    .select(node, 'node')
    .addSelect(took, 'took')
    .addSelect(`row_number() OVER (PARTITION BY ${node} ORDER BY ${took})`, 'place')
    .addSelect(`count(*) OVER (PARTITION BY ${node})`, 'total')
    .where(`task.status = ${bind.value('DONE' satisfies TaskStatus)}`)
    .andWhere('task.finishedAt IS NOT NULL');

  const rows = await query
    .from<object>(ranked.getQuery(), 'ranked')
    .select('ranked.node', 'node')
    .addSelect('max(ranked.total)', 'total')
    .addSelect(percentile(0.5), 'median')
    .addSelect(percentile(0.95), 'p95')
    .groupBy('ranked.node')
    .getRawMany<Record<'node' | 'total' | 'median' | 'p95', string | number>>();
  return rows.map(({ node, total, median, p95 }) => ({
    node: String(node),
    count: Number(total),
    median: Math.round(Number(median)),
    p95: Math.round(Number(p95)),
  }));
}

/** As `percentile_cont` has it, which not every database knows: between the two values around the place. */
function percentile(share: number): string {
  const at = `(1 + (ranked.total - 1) * ${share})`;
  const weight = `CASE ranked.place - floor(${at}) WHEN 0 THEN 1 - (${at} - floor(${at})) WHEN 1 THEN ${at} - floor(${at}) ELSE 0 END`;
  return `sum(ranked.took * (${weight}))`;
}

function todaysName(renamed: ReadonlyMap<string, string>, bind: Bindings): string {
  if (renamed.size === 0) return 'task.node';
  const cases = [...renamed].map(([was, is]) => `WHEN ${bind.value(was)} THEN ${bind.value(is)}`);
  return `CASE task.node ${cases.join(' ')} ELSE task.node END`;
}
