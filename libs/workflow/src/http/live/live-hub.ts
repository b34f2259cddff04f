import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { TooManyStreamsError } from '../../errors.js';
import type { ChangeFeed, ProcessChange } from '../../runtime/change-feed.js';
import type { ChangeBus, ChangeListener } from '../../runtime/ports/change-bus.js';
import type { ListQueries } from '../../runtime/ports/list-queries.js';
import type { WorkflowEvents } from '../../runtime/workflow-events.js';
import type { StreamResponse } from './event-stream.js';
import type { LiveSettings } from './live-options.js';
import { LiveStream, type LiveAudience } from './live-stream.js';

/** So many events are looked up when something was missed; beyond, clients read again what they show. */
const MOST_MISSED = 1_000;
/** In milliseconds: clocks of instances differ, and commits come later than the ids they bring. */
const OVERLAP = 5_000;
/** For how long this instance knows which events it has told of, in milliseconds. */
const MEMORY = 30_000;

/** Tells clients what changes, in this instance and in the others, and this instance what the others change. */
export class LiveHub implements ChangeListener, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Nestflow');
  private readonly streams = new Set<LiveStream>();
  private readonly told = new Map<string, number>();
  private readonly leave: (() => void)[] = [];
  private beats: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly changes: ChangeFeed,
    private readonly events: WorkflowEvents,
    private readonly lists: Pick<ListQueries, 'changesSince' | 'visibleAmong'>,
    private readonly bus: ChangeBus,
    private readonly settings: LiveSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.leave.push(
      this.changes.on((change) => {
        this.bus.publish(change);
        this.tell([change]);
      }),
      this.events.on(({ id }) => {
        if (this.streams.size > 0) this.told.set(id, Date.now());
      }),
    );
    if (this.bus.tells) this.bus.open(this);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    for (const leave of this.leave.splice(0)) leave();
    clearInterval(this.beats);
    for (const stream of this.streams) stream.end();
    this.streams.clear();
    await this.bus.close();
  }

  /**
   * Opens a stream, and tells it what has changed since the client was cut off, when it says when that was.
   *
   * @throws {TooManyStreamsError} when the user has as many as they may.
   */
  async open(response: StreamResponse, audience: LiveAudience, since: Date | undefined): Promise<void> {
    const { perUser, heartbeat } = this.settings;
    const mine = [...this.streams].filter(({ userId }) => userId === audience.viewer.user.id);
    if (mine.length >= perUser) throw new TooManyStreamsError(perUser);
    const stream = new LiveStream(response, audience, this.lists, () => this.remove(stream));
    this.streams.add(stream);
    if (this.closed) return stream.end();
    if (this.streams.size === 1) {
      this.bus.open(this);
      this.beats = setInterval(() => this.beat(), heartbeat).unref();
    }
    stream.ready(since !== undefined);
    if (since) await this.lookUp(since, [stream]);
  }

  changed(changes: readonly ProcessChange[]): void {
    for (const change of changes) this.changes.hear(change);
    this.tell(changes);
  }

  private tell(changes: readonly ProcessChange[]): void {
    for (const stream of this.streams) for (const change of changes) stream.offer(change);
  }

  missed(since: Date): void {
    if (this.streams.size === 0) return;
    void this.lookUp(since, [...this.streams], this.told);
  }

  /** Looks up what has changed since a moment, but for events that were told of. */
  private async lookUp(
    since: Date,
    streams: readonly LiveStream[],
    told?: Map<string, number>,
  ): Promise<void> {
    try {
      const found = await this.lists.changesSince(new Date(since.getTime() - OVERLAP), MOST_MISSED);
      if (found.length === MOST_MISSED) {
        for (const stream of streams) stream.reset();
        return;
      }
      const news = found.filter(({ eventId }) => !told?.has(eventId));
      for (const { eventId } of news) told?.set(eventId, Date.now());
      for (const stream of streams) for (const { change } of news) stream.offer(change);
    } catch (error) {
      this.logger.warn(`Looking up what has changed failed: ${String(error)}`);
      for (const stream of streams) stream.reset();
    }
  }

  private beat(): void {
    const forgotten = Date.now() - MEMORY;
    for (const [id, at] of this.told) if (at < forgotten) this.told.delete(id);
    for (const stream of this.streams) void stream.beat();
  }

  private remove(stream: LiveStream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0 || this.closed) return;
    clearInterval(this.beats);
    this.told.clear();
    this.bus.rest();
  }
}
