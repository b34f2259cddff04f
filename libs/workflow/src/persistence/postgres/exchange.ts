import { EngineFault } from '../../errors.js';
import { Answer, type Answers, type Call, type Statement, type Values } from './statement.js';

type Parser = (text: string) => unknown;

/** The driver's connection: what a query of one's own writes its messages to. */
interface Connection {
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  readonly stream: { cork?(): void; uncork?(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly (string | null)[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: object): void;
  sync(): void;
}

/** The driver's client, as far as an exchange has to do with it. */
export interface ExchangeClient {
  readonly connection?: Partial<Connection>;
  readonly pipeline?: boolean;
  query(exchange: Exchange): unknown;
  getTypeParser(type: number, format: string): Parser;
}

/** Until there is one; nobody adds to it. */
const NO_ROWS: Values[] = [];

/** How to read the columns of prepared statements, by name: as long as a connection lasts they stay what they are. */
const parsersOf = new WeakMap<object, Map<string, readonly Parser[]>>();

/**
 * Prepared statements that are sent together and answered together, in one round trip; when one fails, those after it
 * are not run. It is a query of one's own in the words of the pg driver, which hands it what PostgreSQL answers.
 */
export class Exchange {
  /** Called once: with the error of the statement that failed, or without one. */
  callback: (error?: Error) => void = () => undefined;
  private rows: Values[] = NO_ROWS;
  private parsers: readonly Parser[] = [];
  private known: Map<string, readonly Parser[]> = new Map();
  private failure: Error | undefined;

  constructor(
    private readonly client: ExchangeClient,
    private readonly calls: readonly Call[],
    /** What has been answered so far. */
    private readonly answers: Answers,
  ) {}

  /** Whether this client takes exchanges: not one that pipelines by itself, nor one without the driver's connection. */
  static isPossible(client: ExchangeClient): boolean {
    return !client.pipeline && client.connection?.parsedStatements !== undefined;
  }

  /** Sends the calls; resolves when all are answered. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.callback = (error) => {
        if (error) reject(error);
        else resolve();
      };
      this.client.query(this);
    });
  }

  /** The statement that is being answered: the driver asks for its name when it was parsed, and for its text. */
  get name(): string | undefined {
    return this.current?.name;
  }

  get text(): string | undefined {
    return this.current?.text;
  }

  private get current(): Statement | undefined {
    return this.calls[this.answers.count]?.statement;
  }

  submit(connection: Connection): void {
    const { stream, parsedStatements, submittedNamedStatements } = connection;
    this.known = parsersOf.get(connection) ?? this.known;
    parsersOf.set(connection, this.known);
    stream.cork?.();
    try {
      for (const { statement, values } of this.calls) {
        const { name, text, silent } = statement;
        if ((parsedStatements[name] ?? submittedNamedStatements[name]) === undefined) {
          connection.parse({ name, text });
          if (name !== '') submittedNamedStatements[name] = text;
        }
        connection.bind({ statement: name, values: values.map(toText) });
        if (!silent && !this.known.has(name)) connection.describe({ type: 'P', name: '' });
        connection.execute({});
      }
      connection.sync();
    } finally {
      stream.uncork?.();
    }
  }

  handleRowDescription({ fields }: { fields: readonly { dataTypeID: number; format: string }[] }): void {
    this.parsers = fields.map(({ dataTypeID, format }) => this.client.getTypeParser(dataTypeID, format));
    if (this.name !== undefined && this.name !== '') this.known.set(this.name, this.parsers);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (this.rows.length === 0) this.parsers = this.known.get(this.name ?? '') ?? this.parsers;
    try {
      const row = fields.map((text, index) => (text === null ? null : this.parsers[index]?.(text)));
      if (this.rows === NO_ROWS)
        this.rows = Array.of(row); // no literal: see Call
      else this.rows.push(row);
    } catch (error) {
      this.failure ??= error as Error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.answers.add(new Answer(this.rows, text));
    this.rows = NO_ROWS;
  }

  handleError(error: Error): void {
    const { submittedNamedStatements = {} } = this.client.connection ?? {};
    for (const { statement } of this.calls.slice(this.answers.count)) {
      delete submittedNamedStatements[statement.name];
    }
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(this.failure);
  }
}

/** A parameter as PostgreSQL reads it; lists are of ids, names and numbers. */
function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  if (Array.isArray(value)) return listText(value);
  throw new EngineFault(
    `Expected a parameter to be text, a number, a flag or a list, but it is a ${typeof value}.`,
  );
}

const listText = (members: readonly unknown[]) =>
  `{${members.map((member) => `"${String(member).replace(/["\\]/g, '\\$&')}"`).join()}}`;
