import {
  QueryRunnerAlreadyReleasedError,
  TransactionNotStartedError,
  type DataSource,
  type EntityManager,
  type QueryRunner,
} from 'typeorm';
import { noteFailure } from './undone.js';

/** The transaction that is joined. */
export interface JoinedTransaction {
  isOver(): boolean;
  /** Resolves when it has begun. */
  begun(): Promise<unknown>;
}

/**
 * A stand-in for the QueryRunner of an open transaction, for code that believes to have one of its own: releasing it
 * gives nothing back, a transaction it starts is a savepoint, and it can end only what it started. Once `isOver`
 * says so it is released for good, so that late work fails instead of running on somebody else's connection.
 */
export function joinedQueryRunner(
  dataSource: DataSource,
  runner: QueryRunner,
  { isOver, begun }: JoinedTransaction,
): QueryRunner {
  let released = false;
  let depth = 0;
  let manager: EntityManager | undefined;

  const isReleased = () => released || isOver();
  const open = () => {
    if (isReleased()) throw new QueryRunnerAlreadyReleasedError();
  };
  const end = async (how: 'commitTransaction' | 'rollbackTransaction') => {
    open();
    if (depth === 0) throw new TransactionNotStartedError();
    depth -= 1;
    await runner[how]();
  };

  const own = {
    get isReleased() {
      return isReleased();
    },
    get isTransactionActive() {
      return !isReleased();
    },
    get manager() {
      return (manager ??= dataSource.createEntityManager(joined));
    },
    connect: async (): Promise<unknown> => {
      open();
      await begun();
      return runner.connect();
    },
    query: async (...args: Parameters<QueryRunner['query']>): Promise<unknown> => {
      try {
        return (await runner.query.apply(joined, args)) as unknown;
      } catch (error) {
        noteFailure(runner, error);
        throw error;
      }
    },
    startTransaction: async () => {
      open();
      await begun();
      depth += 1;
      await runner.startTransaction();
    },
    commitTransaction: () => end('commitTransaction'),
    rollbackTransaction: () => end('rollbackTransaction'),
    release: async () => {
      released = true;
    },
    [Symbol.asyncDispose]: async () => {
      while (depth > 0 && !isReleased()) await end('commitTransaction');
      released = true;
    },
  };
  const joined = new Proxy(runner, {
    get: (target, property, receiver): unknown =>
      property in own ? own[property as keyof typeof own] : Reflect.get(target, property, receiver),
  });
  return joined;
}
