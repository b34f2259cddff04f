import type { ChangeSet } from '../../runtime/ports/workflow-store.js';
import { EVENT, LINK, PROCESS, TASK, type Column, type ColumnKind, type TableColumns } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { commonText, listText, MomentTexts } from './parameters.js';
import { Call, command, unprepared, type Statement } from './statement.js';

const TYPES: Record<ColumnKind, string> = {
  id: 'uuid',
  text: 'varchar',
  int: 'int',
  flag: 'boolean',
  moment: 'timestamptz',
  json: 'jsonb',
};

/** So many shapes of change sets are prepared, for every connection keeps them all; rarer ones are parsed each time. */
const SHAPES = 300;

/** One data-modifying part of the statement. */
interface Part {
  readonly table: keyof TableNames;
  readonly verb: 'insert' | 'update';
  readonly rows: readonly object[];
  /** Columns passed as lists, with a value for each row. */
  readonly listed: readonly Column[];
  /** Columns passed as the one value that all rows have. */
  readonly common: readonly Column[];
  /** What its text depends on. */
  readonly shape: string;
}

/**
 * Writes whole change sets, each with one statement: a CTE per part that has rows. The values of a column are one
 * parameter, however many rows there are, so that a thousand tasks are written by the same statement as two.
 * Foreign keys are checked when the statement ends, so that the order of parts does not matter.
 */
export class ChangeWriter {
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly names: TableNames) {}

  /** The statement for a change set, and its values; `undefined` when there is nothing to write. */
  prepare(changes: ChangeSet): Call | undefined {
    const parts = partsOf(changes);
    const { withdrawAttached, updateTasks } = changes;
    if (parts.length === 0 && !withdrawAttached) return undefined;
    let key = withdrawAttached ? 'withdraw' : '';
    for (const { shape } of parts) key += shape;
    let prepared = this.statements.get(key);
    if (!prepared) {
      prepared = command(this.textOf(parts, !!withdrawAttached));
      if (this.statements.size < SHAPES) this.statements.set(key, prepared);
      else prepared = unprepared(prepared);
    }
    const moments = new MomentTexts();
    const values = parts.flatMap((part) => valuesOf(part, moments));
    if (!withdrawAttached) return new Call(prepared, values);
    const { hosts, at } = withdrawAttached;
    const written = updateTasks.map(({ id }) => id);
    return new Call(prepared, [...values, hosts, written, at.toISOString()]);
  }

  private textOf(parts: readonly Part[], withdrawing: boolean): string {
    let first = 1;
    const texts = parts.map((part) => {
      const text = this.partText(part, first);
      first += part.listed.length + part.common.length;
      return text;
    });
    if (withdrawing) texts.push(withdrawText(this.names, first));
    const last = texts.pop() ?? '';
    return texts.length === 0
      ? last
      : `with ${texts.map((text, index) => `part${index} as (${text})`).join(', ')} ${last}`;
  }

  private partText({ table, verb, listed, common }: Part, first: number): string {
    const names = [...listed, ...common].map(({ name }) => name);
    const lists = listed.map(({ kind }, index) => `$${first + index}::${TYPES[kind]}[]`).join(', ');
    const source = `unnest(${lists}) as v (${listed.map(({ name }) => name).join(', ')})`;
    const values = [
      ...listed.map(({ name }) => `v.${name}`),
      ...common.map(({ kind }, index) => `$${first + listed.length + index}::${TYPES[kind]}`),
    ];
    if (verb === 'insert') {
      const from = listed.length > 0 ? ` from ${source}` : '';
      return `insert into ${this.names[table]} (${names.join(', ')}) select ${values.join(', ')}${from}`;
    }
    const assignments = names.map((name, index) => `${name} = ${values[index]}`).slice(1);
    const from = listed.length > 0 ? ` from ${source}` : '';
    return `update ${this.names[table]} r set ${assignments.join(', ')}${from} where r.id = ${values[0]}`;
  }
}

/** Withdraws the boundary events on tasks that have ended, armed or failed; those that are written anyway are left out. */
function withdrawText({ task }: TableNames, first: number): string {
  return `update ${task} set status = 'CANCELED', live = false, scheduled_at = null, finished_at = $${first + 2}::timestamptz
where attached_to = any($${first}::uuid[]) and status in ('SCHEDULED', 'ERROR') and id <> all($${first + 1}::uuid[])`;
}

/** Columns that no update changes. */
const FIXED = new Set(['processId', 'flow', 'createdAt']);

/** Columns in which the rows of a transition mostly have the same value. */
const COMMON = new Set(['processId', 'flow', 'actor', 'createdAt', 'deliveredAt']);

function partsOf(changes: ChangeSet): Part[] {
  const { insertProcess, updateProcess, insertTasks, updateTasks, insertLinks, insertEvents, changed } =
    changes;
  const parts: Part[] = [];
  if (insertProcess) parts.push(insert('process', PROCESS, [insertProcess]));
  if (updateProcess) parts.push(update('process', PROCESS, [updateProcess], changed?.process));
  if (insertTasks.length > 0) parts.push(insert('task', TASK, insertTasks));
  if (updateTasks.length > 0) parts.push(update('task', TASK, updateTasks, changed?.tasks));
  if (insertLinks.length > 0) parts.push(insert('link', LINK, insertLinks));
  if (insertEvents.length > 0) parts.push(insert('event', EVENT, insertEvents));
  return parts;
}

/** Only the columns that some row has a value for: the others have their default, null or 0, where nothing is said. */
function insert(table: keyof TableNames, { columns }: TableColumns<object>, rows: readonly object[]): Part {
  const listed: Column[] = [];
  const common: Column[] = [];
  let shape = `+${table}`;
  for (const column of columns) {
    if (!isUsed(column, rows)) continue;
    const isCommon = rows.length === 1 || (COMMON.has(column.property) && isSame(column, rows));
    (isCommon ? common : listed).push(column);
    shape += isCommon ? ` ${column.name}` : `,${column.name}`;
  }
  return { table, verb: 'insert', rows, listed, common, shape };
}

/** The id first, by which a row is found, then the columns that have changed in some row. */
function update(
  table: keyof TableNames,
  { columns }: TableColumns<object>,
  rows: readonly object[],
  changed?: ReadonlySet<string>,
): Part {
  const written: Column[] = [];
  let shape = rows.length === 1 ? `=${table}` : `~${table}`;
  for (const column of columns) {
    const { property, name } = column;
    if (property !== 'id' && (FIXED.has(property) || changed?.has(property) === false)) continue;
    written.push(column);
    shape += ` ${name}`;
  }
  const [listed, common] = rows.length === 1 ? [NONE, written] : [written, NONE];
  return { table, verb: 'update', rows, listed, common, shape };
}

const NONE: readonly Column[] = [];

/** A list for each column passed as one, then the values of those that are not; no literal holds them: see {@link Call}. */
function valuesOf({ rows, listed, common }: Part, moments: MomentTexts): unknown[] {
  const [first] = rows as [object];
  const lists: unknown[] = listed.map((column) => listText(column, rows, moments));
  return lists.concat(common.map((column) => commonText(column, first, moments)));
}

function isUsed({ property, kind }: Column, rows: readonly object[]): boolean {
  for (const row of rows) {
    const value = (row as Record<string, unknown>)[property];
    if (value != null && !(value === 0 && kind === 'int')) return true;
  }
  return false;
}

function isSame({ property }: Column, rows: readonly object[]): boolean {
  const first = (rows[0] as Record<string, unknown>)[property];
  for (const row of rows) if ((row as Record<string, unknown>)[property] !== first) return false;
  return true;
}
