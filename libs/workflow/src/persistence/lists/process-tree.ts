import { Process } from '../../model/process.entity.js';
import { Task } from '../../model/task.entity.js';
import type { ProcessTree, Viewer } from '../../runtime/ports/list-queries.js';
import { tableNames } from '../table-names.js';
import { Bindings } from './bindings.js';
import { toId } from './ids.js';
import type { ListSource } from './list-source.js';
import { takesPart } from './participation.js';
import { seesFlow } from './task-lists.js';

/** So many generations above and below are looked for; deeper calls are recursion gone wild. */
const MOST_GENERATIONS = 20;

interface Place {
  readonly id: string;
  readonly parent: string | null;
}

/**
 * The processes above and below one, as far as the viewer may see them, at most `limit`. Two statements: who called
 * whom, and the processes.
 */
export async function readTree(
  source: ListSource,
  viewer: Viewer,
  text: string,
  limit: number,
): Promise<ProcessTree> {
  const id = toId(text);
  const places = id ? await readPlaces(source, id, limit + 1) : [];
  const shown = places.slice(0, limit);
  if (shown.length === 0) return { processes: [], more: false };
  const query = source.manager.createQueryBuilder(Process, 'process');
  const bind = new Bindings(query);
  query
    .where(
      bind.among(
        'process.id',
        shown.map((place) => place.id),
      ),
    )
    .andWhere(`(${seesFlow(viewer, bind)} OR ${takesPart(query, viewer, bind, source.dialect)})`);
  source.limitToVisible(query, viewer.user);
  const seen = new Map((await query.getMany()).map((process) => [process.id, process]));
  const processes = shown.flatMap((place) => {
    const process = seen.get(place.id);
    return process ? [{ process, parentId: place.parent }] : [];
  });
  return { processes, more: places.length > limit };
}

/** Who called whom: the line up from the process first, then generation by generation. */
function readPlaces({ manager, dialect }: ListSource, id: string, limit: number): Promise<Place[]> {
  const { process, task } = tableNames(manager.dataSource);
  const query = manager.createQueryBuilder(Process, 'process');
  const bind = new Bindings(query);
  const here = bind.value(id);
  query
    .addCommonTableExpression(
      `SELECT p.id, p.parent_task_id, 0 FROM ${process} p WHERE p.id = ${here}
UNION ALL SELECT p.id, p.parent_task_id, up.height + 1 FROM up
  JOIN ${task} t ON t.id = up.parent_task_id JOIN ${process} p ON p.id = t.process_id
  WHERE up.height < ${MOST_GENERATIONS}`,
      'up',
      { recursive: true, columnNames: ['id', 'parent_task_id', 'height'] },
    )
    .addCommonTableExpression(
      `SELECT up.id, ${dialect.noId}, 0 FROM up
  WHERE up.height = (SELECT max(height) FROM up)
UNION ALL SELECT p.id, t.process_id, down.depth + 1 FROM down
  JOIN ${task} t ON t.process_id = down.id JOIN ${process} p ON p.parent_task_id = t.id
  WHERE down.depth < ${2 * MOST_GENERATIONS}`,
      'down',
      { recursive: true, columnNames: ['id', 'parent_id', 'depth'] },
    )
    .innerJoin('down', 'down', 'down.id = process.id')
    .leftJoin('up', 'up', 'up.id = process.id')
    .select('process.id', 'id')
    .addSelect('down.parent_id', 'parent')
    .orderBy('CASE WHEN up.id IS NULL THEN 1 ELSE 0 END')
    .addOrderBy('down.depth')
    .addOrderBy('process.id')
    .limit(limit);
  return query.getRawMany<Place>();
}

/**
 * What of a process is withdrawn with it, oldest first: tasks that wait or failed, and boundary events that are armed.
 * One statement.
 */
export function readLive({ manager }: ListSource, text: string, limit: number): Promise<Task[]> {
  const processId = toId(text);
  if (!processId) return Promise.resolve([]);
  const query = manager.createQueryBuilder(Task, 'task');
  const bind = new Bindings(query);
  const isArmed = `(task.attachedTo IS NOT NULL AND task.status = ${bind.value('SCHEDULED' satisfies Task['status'])})`;
  return query
    .where(`task.processId = ${bind.value(processId)}`)
    .andWhere(`(task.live = true OR ${isArmed})`)
    .andWhere(`task.status <> ${bind.value('DONE' satisfies Task['status'])}`)
    .orderBy('task.id')
    .limit(limit)
    .getMany();
}
