import type { QueryRunner } from 'typeorm';
import { ProcessBusyError } from '../errors.js';

/**
 * Deadlock, row changed since it was read, no room for more locks: after these MariaDB and MySQL have undone the whole
 * transaction, not the statement alone, and what is sent next would commit by itself. PostgreSQL has no such numbers.
 */
const UNDOING = new Set([1213, 1020, 1206]);

const undone = new WeakMap<QueryRunner, unknown>();

/** A statement on this connection has failed: perhaps with all of its transaction. */
export function noteFailure(runner: QueryRunner, error: unknown): void {
  const { errno } = ((error as { driverError?: unknown }).driverError ?? {}) as { errno?: unknown };
  if (typeof errno === 'number' && UNDOING.has(errno)) undone.set(runner, error);
}

/** @throws {ProcessBusyError} when the database has undone the transaction on this connection, whoever caught that. */
export function assertNotUndone(runner: QueryRunner): void {
  if (undone.has(runner)) throw new ProcessBusyError('the process', 1, { cause: undone.get(runner) });
}
