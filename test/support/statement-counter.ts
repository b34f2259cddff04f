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

/** The messages of a connection that make the server run something, which its types do not mention. */
interface Messages {
  query(text: string): void;
  parse(message: { name?: string; text: string }): void;
  bind(message: { statement?: string }): void;
  sync(): void;
}

/**
 * Counts statements twice: as TypeORM's logger is told of them, and as every `pg` connection sends them, so that
 * nothing that goes past TypeORM, or past the driver's own queries, escapes.
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
  private roundTrips = 0;
  private readonly messages = (pg as unknown as { Connection: { prototype: Messages } }).Connection.prototype;
  private readonly original: Messages = { ...pick(this.messages) };

  /** Listens on every connection there is and will be. */
  install(): void {
    const { sent, original } = this;
    const texts = new WeakMap<object, Map<string, string>>();
    const textsOf = (connection: object) => {
      const known = texts.get(connection) ?? new Map<string, string>();
      texts.set(connection, known);
      return known;
    };
    const roundTrip = () => (this.roundTrips += 1);
    Object.assign(this.messages, {
      query(this: Messages, text) {
        sent.push(text);
        roundTrip();
        original.query.call(this, text);
      },
      parse(this: Messages, message) {
        textsOf(this).set(message.name ?? '', message.text);
        original.parse.call(this, message);
      },
      bind(this: Messages, message) {
        sent.push(textsOf(this).get(message.statement ?? '') ?? 'a statement that was never parsed');
        original.bind.call(this, message);
      },
      sync(this: Messages) {
        roundTrip();
        original.sync.call(this);
      },
    } satisfies Messages);
  }

  uninstall(): void {
    Object.assign(this.messages, this.original);
  }

  /** What `work` sends; the two counts must agree. */
  async during(work: () => Promise<unknown>): Promise<SentStatements & { readonly roundTrips: number }> {
    this.logged.length = 0;
    this.sent.length = 0;
    this.roundTrips = 0;
    await work();
    expect(this.sent).toEqual(this.logged);
    return {
      framing: this.sent.filter((text) => FRAMING.test(text)),
      work: this.sent.filter((text) => !FRAMING.test(text)),
      roundTrips: this.roundTrips,
    };
  }
}

const pick = ({ query, parse, bind, sync }: Messages): Messages => ({ query, parse, bind, sync });
