import type { ChangeSet } from '../../runtime/ports/workflow-store.js';
import { EVENT, LINK, PROCESS, TASK, type Column, type ColumnKind, type TableColumns } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { toJson } from './json.js';
import { command, unprepared, type Call, type Statement } from './statement.js';

const TYPES: Record<ColumnKind, string> = {
  id: 'uuid',
  text: 'varchar',
  int: 'int',
  flag: 'boolean',
  moment: 'timestamptz',
  json: 'jsonb',
};

/**
 * Up to so many rows of a part are passed value by value, beyond as one JSON document: the former is twice as fast
 * for one row and costs a prepared statement per number of rows, the latter is faster from a dozen.
 */
const FEW = 10;

/** So many shapes of change sets are prepared, for every connection keeps them all; rarer ones are parsed each time. */
const SHAPES = 300;

/** One data-modifying part of the statement. */
interface Part {
  readonly table: keyof TableNames;
  readonly columns: readonly Column[];
  readonly verb: 'insert' | 'update';
  readonly rows: readonly object[];
}

/**
 * Writes whole change sets, each with one statement: a CTE per part that has rows. Foreign keys are checked when the
 * statement ends, so that the order of parts does not matter.
 */
export class ChangeWriter {
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly names: TableNames) {}

  /** The statement for a change set, and its values; `undefined` when there is nothing to write. */
  prepare(changes: ChangeSet): Call | undefined {
    const parts = partsOf(changes).filter(({ rows }) => rows.length > 0);
    const { withdrawAttached, updateTasks } = changes;
    if (parts.length === 0 && !withdrawAttached) return undefined;
    const key = parts.map(shapeOf).join() + (withdrawAttached ? ' withdraw' : '');
    let prepared = this.statements.get(key);
    if (!prepared) {
      prepared = command(this.textOf(parts, !!withdrawAttached));
      if (this.statements.size < SHAPES) this.statements.set(key, prepared);
      else prepared = unprepared(prepared);
    }
    const moments = new MomentTexts();
    const values = parts.flatMap((part) => valuesOf(part, moments));
    if (withdrawAttached) {
      const { hosts, at } = withdrawAttached;
      values.push(
        hosts,
        updateTasks.map(({ id }) => id),
        at.toISOString(),
      );
    }
    return { statement: prepared, values };
  }

  private textOf(parts: readonly Part[], withdrawing: boolean): string {
    let first = 1;
    const texts = parts.map((part) => {
      const text = this.partText(part, first);
      first += part.rows.length > FEW ? 1 : part.rows.length * part.columns.length;
      return text;
    });
    if (withdrawing) texts.push(withdrawText(this.names, first));
    const last = texts.pop() ?? '';
    return texts.length === 0
      ? last
      : `with ${texts.map((text, index) => `part${index} as (${text})`).join(', ')} ${last}`;
  }

  private partText({ table, columns, verb, rows }: Part, first: number): string {
    const names = columns.map(({ name }) => name);
    const many = rows.length > FEW;
    if (verb === 'insert') {
      const source = many
        ? `select * from ${recordset(columns, first)}`
        : values(columns, rows.length, first);
      return `insert into ${this.names[table]} (${names.join(', ')}) ${source}`;
    }
    const source = many
      ? recordset(columns, first)
      : `(${values(columns, rows.length, first)}) as v (${names.join(', ')})`;
    const assignments = names.filter((name) => !FIXED.has(name)).map((name) => `${name} = v.${name}`);
    return `update ${this.names[table]} r set ${assignments.join(', ')} from ${source} where r.id = v.id`;
  }
}

/** Withdraws the boundary events armed on tasks that have ended; those that are written anyway are left out. */
function withdrawText({ task }: TableNames, first: number): string {
  return `update ${task} set status = 'CANCELED', scheduled_at = null, finished_at = $${first + 2}::timestamptz
where attached_to = any($${first}::uuid[]) and status = 'SCHEDULED' and id <> all($${first + 1}::uuid[])`;
}

/** Columns that no update changes. */
const FIXED = new Set(['id', 'process_id', 'flow', 'created_at']);

function partsOf(changes: ChangeSet): Part[] {
  const one = (row: object | undefined) => (row ? [row] : []);
  return [
    insert('process', PROCESS, one(changes.insertProcess)),
    update('process', PROCESS, one(changes.updateProcess)),
    insert('task', TASK, changes.insertTasks),
    update('task', TASK, changes.updateTasks),
    insert('link', LINK, changes.insertLinks),
    insert('event', EVENT, changes.insertEvents),
  ];
}

/** Only the columns that some row has a value for: the others are null where nothing is said. */
function insert(table: keyof TableNames, { columns }: TableColumns<object>, rows: readonly object[]): Part {
  const isUsed = ({ property }: Column) =>
    rows.some((row) => (row as Record<string, unknown>)[property] != null);
  return { table, verb: 'insert', rows, columns: columns.filter(isUsed) };
}

function update(table: keyof TableNames, { columns }: TableColumns<object>, rows: readonly object[]): Part {
  return { table, verb: 'update', rows, columns };
}

/** What a part's text depends on. */
function shapeOf({ table, verb, rows, columns }: Part): string {
  const names = columns.map(({ name }) => name).join(' ');
  return `${verb} ${Math.min(rows.length, FEW + 1)} ${table} ${names}`;
}

function values(columns: readonly Column[], count: number, first: number): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const from = first + row * columns.length;
    return `(${columns.map(({ kind }, index) => `$${from + index}::${TYPES[kind]}`).join(', ')})`;
  });
  return `values ${rows.join(', ')}`;
}

function recordset(columns: readonly Column[], first: number): string {
  const list = columns.map(({ name, kind }) => `${name} ${TYPES[kind]}`);
  return `json_to_recordset($${first}::json) as v (${list.join(', ')})`;
}

function valuesOf({ columns, rows }: Part, moments: MomentTexts): unknown[] {
  if (rows.length > FEW) return [toJson(rows.map((row) => byName(columns, row, moments)))];
  return rows.flatMap((row) => rowValues({ columns }, row, moments));
}

/** The values of a row, in the order of its table's columns. */
export function rowValues(
  { columns }: Pick<TableColumns<object>, 'columns'>,
  row: object,
  moments = new MomentTexts(),
): unknown[] {
  return columns.map((column) => valueOf(column, row, moments));
}

function byName(columns: readonly Column[], row: object, moments: MomentTexts): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const { name, property } of columns) {
    const value = (row as Record<string, unknown>)[property];
    if (value != null) named[name] = value instanceof Date ? moments.textOf(value) : value;
  }
  return named;
}

function valueOf({ property, kind }: Column, row: object, moments: MomentTexts): unknown {
  const value = (row as Record<string, unknown>)[property] ?? null;
  if (value === null) return null;
  if (kind === 'json') return toJson(value) ?? null;
  return value instanceof Date ? moments.textOf(value) : value;
}

/** Moments as text, each made once: the rows of a transition share theirs, and making it takes longer than the rest. */
class MomentTexts {
  private readonly texts = new Map<Date, string>();

  textOf(moment: Date): string {
    let text = this.texts.get(moment);
    if (text === undefined) this.texts.set(moment, (text = moment.toISOString()));
    return text;
  }
}
