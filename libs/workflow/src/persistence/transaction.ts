import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { EngineFault } from '../errors.js';
import { joinedQueryRunner } from './joined-query-runner.js';
import { assertNotUndone } from './undone.js';

type Isolation = 'READ COMMITTED';

/** A write that waits for the commit: sends itself, together with COMMIT when there is a transaction to commit. */
export type HeldWrite = (runner: QueryRunner, andCommit: boolean) => Promise<unknown>;

/** What a QueryRunner keeps of its transaction; its types hide the depth. */
interface TransactionState {
  isTransactionActive: boolean;
  transactionDepth: number;
}

/**
 * One transaction, or a savepoint inside another. It begins with the first statement sent in it, so that one that sends
 * none costs nothing: of savepoints around code that writes nothing there is nothing to be seen.
 */
export class Transaction {
  private open = true;
  private readonly onCommit: (() => void)[] = [];
  private readonly onEnd: (() => Promise<unknown>)[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  private guarded: QueryRunner | undefined;
  private beginning: Promise<unknown> | undefined;
  /** The savepoint inside this one; they take turns. */
  private inner: Transaction | undefined;
  private held: HeldWrite | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly runner: QueryRunner,
    private readonly isolation: Isolation | undefined,
    private readonly outer?: Transaction,
  ) {}

  /** A savepoint inside this one. */
  savepoint(): Transaction {
    return (this.inner = new Transaction(this.dataSource, this.runner, undefined, this));
  }

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
    return joinedQueryRunner(this.dataSource, this.runner, {
      isOver: () => !this.open,
      begun: () => this.begun(),
    });
  }

  /**
   * The connection for statements of this library; all others get {@link join}. What is sent to it is part of this
   * transaction and of the savepoint open inside it: both have begun.
   */
  begun(): Promise<QueryRunner> {
    return this.inner?.open ? this.inner.begun() : this.begin();
  }

  /**
   * Lets the first statement begin the transaction itself: `send` is to send BEGIN in front of it. `undefined` when
   * the transaction has begun, or when TypeORM has to begin it.
   */
  beginWith<T>(send: (runner: QueryRunner) => Promise<T>): Promise<T> | undefined {
    if (this.beginning || this.held || this.outer || this.inner?.open || !this.isUnobserved) return undefined;
    const sent = send(this.runner);
    this.beginning = sent.catch(() => undefined);
    this.tellTypeOrm(1);
    return sent;
  }

  /**
   * Keeps a write back until the commit, to share its round trip: where nothing else was sent, it is the whole
   * transaction. Whatever is sent before that takes it along. False when it cannot wait.
   */
  hold(write: HeldWrite): boolean {
    if (this.held || this.outer || this.inner?.open || !this.isUnobserved) return false;
    this.held = write;
    return true;
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

  async commit(): Promise<void> {
    await this.turn;
    this.open = false;
    await this.beginning;
    if (this.beginning) this.assertComplete();
    const { held } = this;
    if (held) {
      this.held = undefined;
      if (this.beginning) await assertCommittable(this.runner);
      await held(this.runner, this.beginning !== undefined);
      if (this.beginning) this.tellTypeOrm(0);
    } else if (this.beginning) {
      await assertCommittable(this.runner);
      await this.runner.commitTransaction();
    }
    this.outer?.onCommit.push(...this.onCommit.splice(0));
  }

  async rollback(): Promise<void> {
    await this.turn;
    this.open = false;
    this.onCommit.length = 0;
    if (!this.beginning) return;
    // The error that led here says more than one of a connection that is gone.
    await this.beginning.catch(() => undefined);
    // Whatever was begun inside and not ended goes with it.
    if (!this.outer) this.tellTypeOrm(1);
    await this.runner.rollbackTransaction().catch(() => undefined);
  }

  async end(): Promise<void> {
    for (const action of this.onEnd) await action().catch(() => undefined);
    this.beginning = undefined;
    this.guarded = undefined;
    this.inner = undefined;
  }

  /**
   * Runs what waited for the commit. It is too late to fail: errors are logged. Nothing is kept: what the connection
   * did last remembers this transaction, and with it all it holds, until it does something else.
   */
  committed(): void {
    for (const action of this.onCommit.splice(0)) {
      try {
        action();
      } catch (error) {
        this.dataSource.logger.log('warn', `An action after commit failed: ${String(error)}`);
      }
    }
  }

  private async begin(): Promise<QueryRunner> {
    await this.outer?.begin();
    assertNotUndone(this.runner);
    await (this.beginning ??= this.runner.startTransaction(this.isolation));
    const { held } = this;
    this.held = undefined;
    await held?.(this.runner, false);
    return this.runner;
  }

  /** What was begun inside has ended, and the database has not undone it all. */
  private assertComplete(): void {
    assertNotUndone(this.runner);
    if (this.outer || (this.runner as unknown as TransactionState).transactionDepth <= 1) return;
    throw new EngineFault(
      'Expected every transaction that was begun inside to be ended, but one was not: nothing is committed. Await `commitTransaction` or `rollbackTransaction` of every QueryRunner.',
    );
  }

  /** Nobody but this library need know when the transaction begins and ends, and its isolation is the database's own. */
  private get isUnobserved(): boolean {
    return this.isolation === undefined && this.dataSource.subscribers.length === 0;
  }

  /** The transaction began or ended without TypeORM: what it starts inside is a savepoint. */
  private tellTypeOrm(depth: 0 | 1): void {
    const state = this.runner as unknown as TransactionState;
    state.isTransactionActive = depth === 1;
    state.transactionDepth = depth;
  }
}

/** What the pg driver's client has, as far as it is used here. */
interface PgClient {
  readonly readyForQuery?: boolean;
  getTransactionStatus?(): string | null;
  query(text: string): Promise<unknown>;
}

/**
 * PostgreSQL answers COMMIT of a failed transaction with a silent ROLLBACK. The driver tells of a failed statement before
 * it has heard how the transaction is now: then it is asked once more, with a query that is nothing.
 */
async function assertCommittable(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as PgClient;
  if (connection.readyForQuery === false) await connection.query('');
  if (connection.getTransactionStatus?.() !== 'E') return;
  throw new EngineFault(
    'Expected every statement of the transaction to succeed, but one failed and its error was caught, so that nothing can be committed. Run what may fail in a savepoint: `manager.transaction(…)`.',
  );
}
