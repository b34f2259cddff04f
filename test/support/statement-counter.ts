import pg from 'pg';
import type { Logger } from 'typeorm';

/** What one piece of work sent to the database. */
export interface SentStatements {
  /** The statements that begin and end its transactions and savepoints. */
  readonly framing: readonly string[];
  /** All others. */
  readonly work: readonly string[];
}

const FRAMING = /^\s*(begin|start transaction|commit|rollback|savepoint|release)\b/i;

/**
 * Counts statements twice: as TypeORM's logger is told of them, and as every `pg` client sends them, so that nothing
 * that goes past TypeORM escapes.
 */
export class StatementCounter {
  /** Give it to the DataSource. */
  readonly logger: Logger = {
    logQuery: (text) => void this.logged.push(text),
    logQueryError: () => undefined,
    logQuerySlow: () => undefined,
    logSchemaBuild: () => undefined,
    logMigration: () => undefined,
    log: () => undefined,
  };

  private readonly logged: string[] = [];
  private readonly sent: string[] = [];
  private readonly query = pg.Client.prototype.query as (...args: unknown[]) => unknown;

  /** Listens on every client there is and will be. */
  install(): void {
    const { sent, query } = this;
    pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
      const [first] = args;
      sent.push(typeof first === 'string' ? first : (first as { text: string }).text);
      return query.apply(this, args);
    } as typeof pg.Client.prototype.query;
  }

  uninstall(): void {
    pg.Client.prototype.query = this.query as typeof pg.Client.prototype.query;
  }

  /** What `work` sends; the two counts must agree. */
  async during(work: () => Promise<unknown>): Promise<SentStatements> {
    this.logged.length = 0;
    this.sent.length = 0;
    await work();
    expect(this.sent).toEqual(this.logged);
    return {
      framing: this.sent.filter((text) => FRAMING.test(text)),
      work: this.sent.filter((text) => !FRAMING.test(text)),
    };
  }
}
