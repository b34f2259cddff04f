import type { SelectQueryBuilder } from 'typeorm';
import { InputInvalidError } from '../../errors.js';
import type { ListQuery, Page } from '../../runtime/ports/list-queries.js';
import type { Bindings } from './bindings.js';
import type { Dialect } from './dialect.js';
import { CURSOR_VALUE, type Sorting } from './sorting.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** A page of rows, each with what its query selected beside the row. */
export interface RawPage<Row> extends Page<Row> {
  readonly raw: readonly Readonly<Record<string, unknown>>[];
}

/** Reads one page of a query, in one statement. */
export async function readPage<Row extends { id: string }>(
  ...asked: Parameters<typeof readRawPage<Row>>
): Promise<Page<Row>> {
  const { items, next } = await readRawPage(...asked);
  return { items, next };
}

/**
 * Reads one page of a query with all it selects, in one statement.
 *
 * @throws {InputInvalidError} when the cursor is none of this list, or the limit is not 1 to 100.
 */
export async function readRawPage<Row extends { id: string }>(
  query: SelectQueryBuilder<Row>,
  sorting: Sorting,
  asked: Pick<ListQuery, 'cursor' | 'limit'>,
  { bind, dialect }: { bind: Bindings; dialect: Dialect },
): Promise<RawPage<Row>> {
  const limit = checkedLimit(asked.limit);
  if (asked.cursor !== undefined) {
    query.andWhere(`(${sorting.beyond(sorting.read(asked.cursor), bind, dialect)})`);
  }
  sorting.order(query, dialect);
  const { raw, entities } = await query.limit(limit + 1).getRawAndEntities<Record<string, unknown>>();
  const items = entities.slice(0, limit);
  const last = items.at(-1);
  if (entities.length <= limit || !last) return { items, raw, next: null };
  return { items, raw, next: sorting.cursorAfter(last.id, raw[limit - 1]?.[CURSOR_VALUE]) };
}

function checkedLimit(limit = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  const message = `Expected 'limit' to be a whole number from 1 to ${MAX_LIMIT}, but got ${limit}.`;
  throw new InputInvalidError(message, [{ field: 'limit', messages: [message] }]);
}
