import { createHash, randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { merged, type ProcessChange } from '../../runtime/change-feed.js';
import type { ChangeBus, ChangeListener } from '../../runtime/ports/change-bus.js';
import { tablePath } from '../table-names.js';

/** For how long changes are gathered, in milliseconds: a burst is one notification. */
const GATHERING = 50;
/** PostgreSQL takes 8,000 bytes. */
const MOST_BYTES = 7_500;
/** So many changes wait for a connection that does not answer; then they are looked up instead of told. */
const MOST_GATHERED = 10_000;
/** How long to wait for a connection, in milliseconds, where the DataSource does not say. */
const CONNECTING = 10_000;
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** What node-postgres has, as far as it is used here. */
interface Client {
  connect(): Promise<unknown>;
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
  ref(): void;
  unref(): void;
  on(event: 'notification', listener: (message: { payload?: string }) => void): unknown;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
}
interface Pool {
  readonly options: { readonly connectionTimeoutMillis?: number };
  readonly Client: new (options: object) => Client;
}

interface Notification {
  /** Which instance it is from. */
  readonly from: string;
  readonly changes: readonly ProcessChange[];
  /** That instance could not tell what it has changed since then. */
  readonly silentSince?: string;
}

/**
 * LISTEN and NOTIFY, on one connection of its own per instance: no transition takes a statement more. It is made
 * again when it is lost; what was missed meanwhile is looked up.
 */
export class NotificationBus implements ChangeBus {
  readonly tells = true;
  private readonly logger = new Logger('Nestflow');
  private readonly me = randomUUID();
  private readonly channel: string;
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private listener: ChangeListener | undefined;
  private gathered: ProcessChange[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** One notification at a time. */
  private telling = false;
  private pause = SHORTEST_PAUSE;
  private lostAt: Date | undefined;
  private closed = false;

  constructor(private readonly dataSource: DataSource) {
    const table = tablePath(dataSource, 'workflow_process');
    this.channel = `nestflow_${createHash('sha1').update(table).digest('hex').slice(0, 16)}`;
  }

  /** Whether the DataSource is a PostgreSQL that several sessions can listen to. */
  static serves({ options, driver }: DataSource): boolean {
    if (options.type !== 'postgres' || ('driver' in options && options.driver)) return false;
    return poolOf(driver)?.Client !== undefined;
  }

  publish(change: ProcessChange): void {
    if (this.closed) return;
    this.gathered.push(change);
    if (this.gathered.length > MOST_GATHERED) this.giveUp();
    else this.later(GATHERING);
  }

  open(listener: ChangeListener): void {
    this.listener = listener;
    void this.connected();
  }

  /** The connection stays, for telling the others. */
  rest(): void {}

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.connecting;
    this.client?.ref();
    await this.client?.end().catch(() => undefined);
    this.client = undefined;
  }

  private later(pause: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.tell();
    }, pause).unref();
  }

  private async tell(): Promise<void> {
    if (this.telling) return;
    this.telling = true;
    await this.notify();
    this.telling = false;
    if (this.gathered.length > 0) this.later(GATHERING);
  }

  private async notify(): Promise<void> {
    await this.connected();
    const { client } = this;
    if (!client || this.closed) return;
    const changes = merged(this.gathered);
    this.gathered = [];
    try {
      for (const payload of this.payloads(changes)) {
        await client.query('select pg_notify($1, $2)', [this.channel, payload]);
      }
    } catch {
      this.lost(client);
    }
  }

  /** As few notifications as hold the changes, each no longer than PostgreSQL takes. */
  private payloads(changes: readonly ProcessChange[]): string[] {
    const notify = (parts: readonly string[]) => `{"from":"${this.me}","changes":[${parts.join()}]}`;
    const frame = notify([]).length;
    const payloads: string[] = [];
    let parts: string[] = [];
    let size = frame;
    for (const change of changes) {
      let text = JSON.stringify(change);
      if (frame + Buffer.byteLength(text) > MOST_BYTES)
        text = JSON.stringify({ ...change, users: [], permissions: [], more: true } satisfies ProcessChange);
      const bytes = Buffer.byteLength(text) + 1;
      if (parts.length > 0 && size + bytes > MOST_BYTES) {
        payloads.push(notify(parts));
        parts = [];
        size = frame;
      }
      parts.push(text);
      size += bytes;
    }
    return parts.length > 0 ? [...payloads, notify(parts)] : payloads;
  }

  /** Connects, unless there is a connection; when that fails, it is tried again later. */
  private connected(): Promise<void> {
    if (this.client || this.closed) return Promise.resolve();
    return (this.connecting ??= this.connect().finally(() => {
      this.connecting = undefined;
    }));
  }

  private async connect(): Promise<void> {
    const pool = poolOf(this.dataSource.driver);
    if (!pool) return;
    const connectionTimeoutMillis = pool.options.connectionTimeoutMillis || CONNECTING;
    const client = new pool.Client({ ...pool.options, connectionTimeoutMillis, keepAlive: true });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ payload }) => this.hear(payload));
    try {
      await client.connect();
      await client.query(`listen "${this.channel}"`);
      // Who listens keeps no process alive that has nothing else to do: a script, or an application that did not start.
      client.unref();
      this.client = client;
      this.pause = SHORTEST_PAUSE;
      await this.catchUp(client);
    } catch (error) {
      this.client = undefined;
      void client.end().catch(() => undefined);
      this.failed(error);
    }
  }

  /** After a connection was lost: what others have changed is looked up, and they look up what this one has. */
  private async catchUp(client: Client): Promise<void> {
    const { lostAt } = this;
    if (!lostAt) return;
    const notification: Notification = { from: this.me, changes: [], silentSince: lostAt.toISOString() };
    await client.query('select pg_notify($1, $2)', [this.channel, JSON.stringify(notification)]);
    this.lostAt = undefined;
    this.listener?.missed(lostAt);
  }

  private hear(payload = ''): void {
    const heard = parse(payload);
    if (!heard || heard.from === this.me) return;
    if (heard.silentSince !== undefined) this.listener?.missed(new Date(heard.silentSince));
    if (heard.changes.length > 0) this.listener?.changed(heard.changes);
  }

  /** The connection answers nothing: it counts as lost. */
  private giveUp(): void {
    const why = 'the connection does not answer';
    if (this.client) this.lost(this.client, why);
    else this.failed(why);
  }

  private lost(client: Client, why = 'the connection was closed'): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.failed(why);
  }

  private failed(error: unknown): void {
    if (this.closed) return;
    if (!this.lostAt) this.logger.warn(`Listening to other instances is interrupted: ${String(error)}`);
    this.lostAt ??= new Date();
    // Whatever is not told now is looked up by the others.
    this.gathered = [];
    this.later(this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}

function poolOf(driver: DataSource['driver']): Pool | undefined {
  return (driver as { master?: Pool }).master;
}

function parse(payload: string): Notification | undefined {
  try {
    const heard = JSON.parse(payload) as Partial<Notification> | null;
    return typeof heard?.from === 'string' && Array.isArray(heard.changes)
      ? (heard as Notification)
      : undefined;
  } catch {
    return undefined;
  }
}
