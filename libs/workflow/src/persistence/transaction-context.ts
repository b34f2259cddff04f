import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { databaseFamily } from '../model/column-types.js';
import { Transaction } from './transaction.js';

const contexts = new WeakMap<DataSource, TransactionContext>();

/**
 * The transaction that the current chain of calls runs in, per DataSource. Everything that asks the DataSource for a
 * connection inside {@link run} joins it: injected repositories, query builders, `dataSource.query`;
 * `dataSource.transaction` becomes a savepoint.
 */
export class TransactionContext {
  private readonly storage = new AsyncLocalStorage<Transaction>();
  private readonly createQueryRunner: DataSource['createQueryRunner'];
  private readonly joining: DataSource['createQueryRunner'];

  private constructor(private readonly dataSource: DataSource) {
    this.createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
    this.joining = (mode) => this.current?.join() ?? this.createQueryRunner(mode);
    dataSource.createQueryRunner = this.joining;
  }

  /** The one context of a DataSource; the first call makes its repositories able to join transactions. */
  static of(dataSource: DataSource): TransactionContext {
    let context = contexts.get(dataSource);
    if (!context) contexts.set(dataSource, (context = new TransactionContext(dataSource)));
    return context;
  }

  /** The open transaction of the current chain of calls. */
  get current(): Transaction | undefined {
    const transaction = this.storage.getStore();
    return transaction?.isOpen ? transaction : undefined;
  }

  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it throws. Inside another one it runs
   * in a savepoint; savepoints asked for at the same time take turns.
   */
  async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const outer = this.current;
    if (outer) {
      return outer.inTurn(() => this.within(outer.savepoint(), work));
    }
    const runner = this.createQueryRunner('master');
    const transaction = new Transaction(this.dataSource, runner, this.isolation());
    let result: T;
    try {
      result = await this.within(transaction, work);
    } finally {
      await transaction.end();
      await runner.release();
    }
    transaction.committed();
    return result;
  }

  /** Runs `work` on the transaction's connection, or outside of one on a connection of its own. */
  async withRunner<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const { current } = this;
    if (current) return work(await current.begun());
    const runner = this.createQueryRunner('master');
    try {
      return await work(runner);
    } finally {
      await runner.release();
    }
  }

  /** Gives the DataSource its own way back: repositories no longer join. */
  restore(): void {
    contexts.delete(this.dataSource);
    if (this.dataSource.createQueryRunner === this.joining) {
      this.dataSource.createQueryRunner = this.createQueryRunner;
    }
  }

  private async within<T>(
    transaction: Transaction,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    try {
      const result = await this.storage.run(transaction, () => work(transaction));
      await transaction.commit();
      return result;
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  /**
   * Under any other level, rows would be read as they were when the transaction first read, not as they are under the
   * lock. It is PostgreSQL's own default, where to say it anyway would cost a statement.
   */
  private isolation(): 'READ COMMITTED' | undefined {
    const { options } = this.dataSource;
    const isDefault =
      databaseFamily(options.type) === 'postgres' && !('isolationLevel' in options && options.isolationLevel);
    return isDefault ? undefined : 'READ COMMITTED';
  }
}
