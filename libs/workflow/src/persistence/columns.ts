import { WorkflowEvent } from '../model/event.entity.js';
import { Process } from '../model/process.entity.js';
import { TaskLink } from '../model/task-link.entity.js';
import { Task } from '../model/task.entity.js';

/** What a column holds, as far as reading and writing it differs. */
export type ColumnKind = 'id' | 'text' | 'int' | 'flag' | 'moment' | 'json';

/** A column and the property it is stored from. */
export interface Column {
  readonly property: string;
  readonly name: string;
  readonly kind: ColumnKind;
}

/** The columns of one table, in the order in which rows are written and read. */
export interface TableColumns<Row extends object> {
  readonly type: new () => Row;
  readonly columns: readonly Column[];
  readonly names: readonly string[];
}

type Kinds<Row> = { readonly [P in Exclude<keyof Row, 'artifact'>]-?: ColumnKind };

export const PROCESS = table(Process, {
  id: 'id',
  flow: 'text',
  status: 'text',
  data: 'json',
  businessKey: 'text',
  parentTaskId: 'id',
  artifactType: 'text',
  artifactId: 'text',
  definition: 'text',
  createdAt: 'moment',
  finishedAt: 'moment',
});

export const TASK = table(Task, {
  id: 'id',
  processId: 'id',
  flow: 'text',
  node: 'text',
  kind: 'text',
  status: 'text',
  token: 'id',
  live: 'flag',
  owner: 'text',
  permission: 'text',
  excluded: 'json',
  delegatedBy: 'text',
  delegates: 'json',
  priority: 'int',
  dueAt: 'moment',
  snoozedUntil: 'moment',
  scheduledAt: 'moment',
  queue: 'text',
  data: 'json',
  draft: 'json',
  error: 'json',
  attempts: 'int',
  externalId: 'text',
  attachedTo: 'id',
  createdAt: 'moment',
  assignedAt: 'moment',
  startedAt: 'moment',
  finishedAt: 'moment',
});

export const LINK = table(TaskLink, { taskId: 'id', previousId: 'id' });

export const EVENT = table(WorkflowEvent, {
  id: 'id',
  type: 'text',
  processId: 'id',
  taskId: 'id',
  actor: 'text',
  payload: 'json',
  createdAt: 'moment',
  deliveredAt: 'moment',
  attempts: 'int',
  retryAt: 'moment',
  error: 'json',
});

/** The select list of a table under an alias. */
export function selectList({ names }: Pick<TableColumns<object>, 'names'>, alias: string): string {
  return names.map((name) => `${alias}.${name}`).join(', ');
}

/** How values of a kind come out of a driver, where they do not come as they are. */
export type Readers = Partial<Record<ColumnKind, (value: unknown) => unknown>>;

/** Makes an object of the table's class from the values of its columns, which begin at `from`. */
export function readRow<Row extends object>(
  { type, columns }: TableColumns<Row>,
  readers: Readers,
  values: readonly unknown[],
  from = 0,
): Row {
  const row = new type();
  columns.forEach(({ property, kind }, index) => {
    const value = values[from + index] ?? null;
    const read = readers[kind];
    (row as Record<string, unknown>)[property] = value === null || !read ? value : read(value);
  });
  return row;
}

function table<Row extends object>(type: new () => Row, kinds: Kinds<Row>): TableColumns<Row> {
  const columns = Object.entries<ColumnKind>(kinds).map(([property, kind]) => ({
    property,
    kind,
    name: property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  }));
  return { type, columns, names: columns.map(({ name }) => name) };
}
