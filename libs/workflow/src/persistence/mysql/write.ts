import type { ChangeSet } from '../../runtime/ports/workflow-store.js';
import { EVENT, LINK, PROCESS, TASK, type Column, type TableColumns } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { listed } from './statement.js';

/** A text and what stands for its question marks. */
export interface BoundText {
  readonly text: string;
  readonly values: unknown[];
}

/** Limits of one statement: packets hold 4 MB at least, and a character takes up to 4 bytes. */
const MOST_ROWS = 1000;
const MOST_CHARACTERS = 1_000_000;

/** Columns that no update changes. */
const FIXED = new Set(['id', 'process_id', 'flow', 'created_at']);
const changing = ({ names }: TableColumns<object>) => names.filter((name) => !FIXED.has(name));

/** The statements that write a change set: one per table, more only for what does not fit into one packet. */
export function writeStatements(names: TableNames, changes: ChangeSet): BoundText[] {
  const { insertProcess, updateProcess, insertTasks, updateTasks, insertLinks, insertEvents } = changes;
  const replacing = `on duplicate key update ${changing(TASK)
    .map((name) => `${name} = values(${name})`)
    .join(', ')}`;
  return [
    ...inserts(names.process, PROCESS, insertProcess ? [insertProcess] : []),
    ...(updateProcess ? [updateText(names.process, PROCESS, updateProcess)] : []),
    // New and changed tasks go together: the ids of the new are nobody's yet.
    ...inserts(names.task, TASK, [...insertTasks, ...updateTasks], updateTasks.length > 0 ? replacing : ''),
    ...inserts(names.link, LINK, insertLinks),
    ...inserts(names.event, EVENT, insertEvents),
    ...(changes.withdrawAttached ? [withdrawText(names.task, changes.withdrawAttached, updateTasks)] : []),
  ];
}

/** Withdraws the boundary events on tasks that have ended, armed or failed; those that are written anyway are left out. */
function withdrawText(
  table: string,
  { hosts, at }: NonNullable<ChangeSet['withdrawAttached']>,
  written: ChangeSet['updateTasks'],
): BoundText {
  return {
    text: `update ${table} set status = 'CANCELED', live = false, scheduled_at = null, finished_at = ? where attached_to in (?) and status in ('SCHEDULED', 'ERROR') and id not in (?)`,
    values: [at, hosts, listed(written.map(({ id }) => id))],
  };
}

/** The statements that insert rows, as many as their size demands. */
export function inserts(
  table: string,
  of: TableColumns<object>,
  rows: readonly object[],
  end = '',
): BoundText[] {
  const text = `insert into ${table} (${of.names.join(', ')}) values ? ${end}`;
  return chunks(rows.map((row) => rowValues(of, row))).map((chunk) => ({ text, values: [chunk] }));
}

function updateText(table: string, of: TableColumns<object>, row: { id: string }): BoundText {
  const columns = of.columns.filter(({ name }) => !FIXED.has(name));
  const text = `update ${table} set ${columns.map(({ name }) => `${name} = ?`).join(', ')} where id = ?`;
  return { text, values: [...rowValues({ columns }, row), row.id] };
}

function rowValues({ columns }: Pick<TableColumns<object>, 'columns'>, row: object): unknown[] {
  return columns.map((column) => valueOf(column, row));
}

function valueOf({ property, kind }: Column, row: object): unknown {
  const value = (row as Record<string, unknown>)[property] ?? null;
  return value !== null && kind === 'json' ? (JSON.stringify(value) ?? null) : value;
}

function chunks(rows: readonly unknown[][]): unknown[][][] {
  const all: unknown[][][] = [];
  let size = Infinity;
  for (const row of rows) {
    const length = row.reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
      0,
    );
    const current = all.at(-1);
    if (current && current.length < MOST_ROWS && size + length <= MOST_CHARACTERS) {
      current.push(row);
      size += length;
    } else {
      all.push([row]);
      size = length;
    }
  }
  return all;
}
