import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

/** Where Redis is: a URL, or options of ioredis. */
export type RedisConnection = string | RedisOptions;

/** The longest pause between attempts to reach Redis, in milliseconds. */
const LONGEST_PAUSE = 10_000;

/**
 * The connections of one instance: one that hands jobs over and fails at once when Redis is away, and one that waits
 * for jobs and for Redis to come back. Whatever fails is told once per outage.
 */
export class Redises {
  /** Why Redis cannot be reached; `null` while it can. */
  error: string | null = null;
  readonly producer: Redis;
  private readonly logger = new Logger('Nestflow');
  private consumer: Redis | undefined;
  private readonly all = new Set<Redis>();

  constructor(private readonly connection: RedisConnection) {
    this.producer = this.connect({ lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    this.producer.on('ready', () => {
      this.worked();
    });
  }

  /** Redis answers. */
  get isReady(): boolean {
    return this.producer.status === 'ready';
  }

  /** Begins to connect, and goes on trying. */
  open(): void {
    if (this.producer.status === 'wait') this.producer.connect().catch(() => undefined);
  }

  /** Calls `listener` each time Redis is there, or is there again. */
  onReady(listener: () => void): void {
    this.producer.on('ready', listener);
  }

  /** The connection that waits for jobs. */
  forWorkers(): Redis {
    return (this.consumer ??= this.connect({ maxRetriesPerRequest: null }));
  }

  /** Something that asked Redis has failed. */
  failed(error: unknown): void {
    const message = messageOf(error);
    if (this.error === null) this.logger.error(`Redis cannot be used for jobs: ${message}`);
    this.error = message;
  }

  /** Lets go of every connection, at once, whether Redis is there or not. */
  close(): void {
    for (const redis of this.all) redis.disconnect();
  }

  /** Redis has done what it was asked. */
  worked(): void {
    if (this.error !== null) this.logger.log('Redis can be used for jobs again');
    this.error = null;
  }

  private connect(own: RedisOptions): Redis {
    const options: RedisOptions = {
      retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_PAUSE),
      ...(typeof this.connection === 'string' ? {} : this.connection),
      ...own,
    };
    const redis =
      typeof this.connection === 'string' ? new Redis(this.connection, options) : new Redis(options);
    redis.on('error', (error) => {
      this.failed(error);
    });
    this.all.add(redis);
    // BullMQ makes connections of its own from this one, and cannot let go of them while Redis is away.
    const duplicate = redis.duplicate.bind(redis);
    redis.duplicate = (override) => {
      const copy = duplicate(override);
      this.all.add(copy);
      return copy;
    };
    return redis;
  }
}

/** Node tells of several addresses that refuse with an error that says nothing itself. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
