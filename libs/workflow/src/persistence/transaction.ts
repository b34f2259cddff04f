import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { EngineFault } from '../errors.js';
import { joinedQueryRunner } from './joined-query-runner.js';

/** One open transaction, or a savepoint inside another. */
export class Transaction {
  private open = true;
  private readonly onCommit: (() => void)[] = [];
  private readonly onEnd: (() => Promise<unknown>)[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  private guarded: QueryRunner | undefined;

  constructor(
    private readonly dataSource: DataSource,
    /** The connection, for statements of this library; all others get {@link join}. */
    readonly runner: QueryRunner,
    private readonly outer?: Transaction,
  ) {}

  /** Statements may be sent. */
  get isOpen(): boolean {
    return this.open;
  }

  /** @throws {EngineFault} when the transaction is over. */
  assertOpen(): void {
    if (this.open) return;
    throw new EngineFault('Expected the transaction to be open, but it is over. Await all work inside it.');
  }

  /** What the application reads and writes through; it fails once the transaction is over. */
  get manager(): EntityManager {
    return (this.guarded ??= this.join()).manager;
  }

  /** A QueryRunner whose statements are part of this transaction. */
  join(): QueryRunner {
    return joinedQueryRunner(this.dataSource, this.runner, () => !this.open);
  }

  /** Runs `action` once the outermost transaction has committed and given its connection back. */
  afterCommit(action: () => void): void {
    this.onCommit.push(action);
  }

  /** Runs `action` when the outermost transaction is committed or rolled back, on its connection still. */
  beforeRelease(action: () => Promise<unknown>): void {
    if (this.outer) this.outer.beforeRelease(action);
    else this.onEnd.push(action);
  }

  /** Runs `work` when all work given before has ended, for savepoints must not overlap. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  async begin(isolation: 'READ COMMITTED' | undefined): Promise<void> {
    await this.runner.startTransaction(this.outer ? undefined : isolation);
  }

  async commit(): Promise<void> {
    await this.turn;
    this.open = false;
    await assertCommittable(this.runner);
    await this.runner.commitTransaction();
    this.outer?.onCommit.push(...this.onCommit);
  }

  async rollback(): Promise<void> {
    await this.turn;
    this.open = false;
    // The error that led here says more than one of a connection that is gone.
    await this.runner.rollbackTransaction().catch(() => undefined);
  }

  async end(): Promise<void> {
    for (const action of this.onEnd) await action().catch(() => undefined);
  }

  /** Runs what waited for the commit. It is too late to fail: errors are logged. */
  committed(): void {
    for (const action of this.onCommit) {
      try {
        action();
      } catch (error) {
        this.dataSource.logger.log('warn', `An action after commit failed: ${String(error)}`);
      }
    }
  }
}

/** PostgreSQL answers COMMIT of a failed transaction with a silent ROLLBACK. */
async function assertCommittable(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as { getTransactionStatus?: () => string | null };
  if (connection.getTransactionStatus?.() !== 'E') return;
  throw new EngineFault(
    'Expected every statement of the transaction to succeed, but one failed and its error was caught, so that nothing can be committed. Run what may fail in a savepoint: `manager.transaction(…)`.',
  );
}
