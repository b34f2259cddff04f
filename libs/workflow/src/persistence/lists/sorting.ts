import { InputInvalidError } from '../../errors.js';
import type { PROCESS_SORTS, TASK_SORTS } from '../../runtime/ports/list-queries.js';
import type { Bindings } from './bindings.js';
import { decodeCursor, encodeCursor, type Cursor, type CursorValue } from './cursor.js';
import type { Dialect } from './dialect.js';
import type { Select } from './list-source.js';

/** A column that a list can be sorted by. */
interface SortColumn {
  /** Alias and property; absent where the id itself is the order. */
  readonly column?: string;
  readonly value: CursorValue;
  readonly nullable: boolean;
}

/** Ids are UUIDv7, made when the row is: their order is the order of creation, and indexes have it. */
const CREATION: SortColumn = { value: 'none', nullable: true };

const moment = (column: string): SortColumn => ({ column, value: 'moment', nullable: true });

export const TASK_SORT_COLUMNS: Record<(typeof TASK_SORTS)[number], SortColumn> = {
  createdAt: CREATION,
  dueAt: moment('task.dueAt'),
  priority: { column: 'task.priority', value: 'integer', nullable: false },
  finishedAt: moment('task.finishedAt'),
  assignedAt: moment('task.assignedAt'),
};

/** For lists of finished tasks only, which all have the time: a plain order, that an index can have. */
export const ARCHIVE_SORT_COLUMNS: typeof TASK_SORT_COLUMNS = {
  ...TASK_SORT_COLUMNS,
  finishedAt: { ...TASK_SORT_COLUMNS.finishedAt, nullable: false },
};

export const PROCESS_SORT_COLUMNS: Record<(typeof PROCESS_SORTS)[number], SortColumn> = {
  createdAt: CREATION,
  finishedAt: moment('process.finishedAt'),
  businessKey: { column: 'process.businessKey', value: 'text', nullable: true },
};

/** The name that the value of the sorted column is selected under. */
export const CURSOR_VALUE = 'cursor_value';

/**
 * The order of one list: by a column, rows without a value last in both directions, ties by id. It is total, so that
 * pages after each other hold every row exactly once.
 */
export class Sorting {
  private readonly direction: 'ASC' | 'DESC';

  private constructor(
    private readonly id: string,
    private readonly by: SortColumn,
    /** As asked for, `-` in front for descending. */
    private readonly name: string,
  ) {
    this.direction = name.startsWith('-') ? 'DESC' : 'ASC';
  }

  /**
   * The order called `name`, of rows identified by the column `id`.
   *
   * @throws {InputInvalidError} when the list cannot be sorted so.
   */
  static named(name: string, columns: Record<string, SortColumn>, id: string): Sorting {
    const column = name.replace(/^-/, '');
    const by = Object.hasOwn(columns, column) ? columns[column] : undefined;
    if (by) return new Sorting(id, by, name);
    const known = Object.keys(columns).join(', ');
    const message = `Expected 'sort' to be one of ${known}, with '-' in front for descending, but got '${name}'.`;
    throw new InputInvalidError(message, [{ field: 'sort', messages: [message] }]);
  }

  /** The order of creation, or its reverse. */
  static byId(id: string, newestFirst = false): Sorting {
    return new Sorting(id, CREATION, newestFirst ? '-id' : 'id');
  }

  /** Orders the query, and selects what a cursor needs. */
  order(query: Select, dialect: Dialect): void {
    const { column, nullable, value } = this.by;
    if (column !== undefined) {
      query.addSelect(value === 'moment' ? dialect.momentText(column) : column, CURSOR_VALUE);
      if (nullable) query.addOrderBy(`${column} IS NULL`, 'ASC');
      query.addOrderBy(column, this.direction);
    }
    query.addOrderBy(this.id, this.direction);
  }

  /** Reads a cursor made by {@link cursorAfter} of the same order. */
  read(cursor: string): Cursor {
    return decodeCursor(cursor, this.name, this.by);
  }

  /** The cursor of a row: of its id and its {@link CURSOR_VALUE}. */
  cursorAfter(id: string, value: unknown): string {
    return encodeCursor(this.name, { id, value: (value ?? null) as Cursor['value'] });
  }

  /** A condition: the rows that come after the cursor. */
  beyond({ value, id }: Cursor, bind: Bindings, dialect: Dialect): string {
    const further = this.direction === 'ASC' ? '>' : '<';
    const idFurther = `${this.id} ${further} ${bind.value(id)}`;
    const { column, nullable } = this.by;
    if (column === undefined) return idFurther;
    if (value === null) return `${column} IS NULL AND ${idFurther}`;
    const bound = bind.value(this.by.value === 'moment' ? dialect.momentValue(String(value)) : value);
    // The first half is implied by the second; it is there for indexes, which cannot use an OR.
    const beyond = `${column} ${further}= ${bound} AND (${column} ${further} ${bound} OR ${idFurther})`;
    return nullable ? `${column} IS NULL OR (${beyond})` : beyond;
  }
}
