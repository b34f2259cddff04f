import type { ProcessChange } from '../../runtime/change-feed.js';
import type { ListQueries, Viewer } from '../../runtime/ports/list-queries.js';
import type { Links } from '../answers/links.js';
import { EventStream, type StreamResponse } from './event-stream.js';

/** How soon one message may follow another, in milliseconds. */
const SPACING = 500;
/** So many changed processes are told of one by one; beyond, the client reads again what it shows. */
const MOST_PENDING = 200;
/** A client that has not read for so long is gone, in milliseconds. */
const PATIENCE = 60_000;

/** Who listens, and to what. */
export interface LiveAudience {
  readonly viewer: Viewer;
  readonly links: Links;
  /** A process whose page is open: changes of it are told whoever they concern. */
  readonly process: string | undefined;
  /** Who it is now; `undefined` when they are signed in no longer. */
  again(): Promise<Viewer | undefined>;
}

/** A process that has changed, and whether that may have changed the user's lists. */
interface Pending {
  readonly flow: string;
  readonly lists: boolean;
}

/** One client that is told what changes for its user: only what they may see. */
export class LiveStream {
  private viewer: Viewer;
  private readonly stream: EventStream;
  private pending = new Map<string, Pending>();
  private missed = false;
  private timer: NodeJS.Timeout | undefined;
  private lastSent = 0;
  private busy = false;
  private congestedAt = 0;

  constructor(
    response: StreamResponse,
    private readonly audience: LiveAudience,
    private readonly lists: Pick<ListQueries, 'visibleAmong'>,
    onClose: () => void,
  ) {
    this.viewer = audience.viewer;
    this.stream = new EventStream(
      response,
      () => this.soon(),
      () => {
        clearTimeout(this.timer);
        onClose();
      },
    );
  }

  get userId(): string {
    return this.viewer.user.id;
  }

  /** The stream stands; `resumed`: what changed since the client was cut off is told next. */
  ready(resumed: boolean): void {
    this.stream.send('ready', now(), { resumed });
  }

  /** Takes in a change, when it concerns the user. */
  offer(change: ProcessChange): void {
    const { flow, processId } = change;
    if (this.missed || this.audience.links.flow(flow) === null) return;
    const lists = this.pending.get(processId)?.lists || this.concerns(change);
    if (!lists && processId !== this.audience.process) return;
    this.pending.set(processId, { flow, lists });
    if (this.pending.size > MOST_PENDING) this.reset();
    else this.soon();
  }

  /** More has changed than can be told. */
  reset(): void {
    this.missed = true;
    this.pending.clear();
    this.soon();
  }

  /** Says that the stream is there, and finds out whether its user still is. */
  async beat(): Promise<void> {
    if (this.stream.congested && Date.now() - this.congestedAt > PATIENCE) return this.end();
    const viewer = await this.audience.again().catch(() => undefined);
    if (viewer?.user.id !== this.userId) return this.end();
    this.viewer = viewer;
    this.stream.beat();
  }

  end(): void {
    clearTimeout(this.timer);
    this.stream.end();
  }

  /** Whether it may change the lists of the user. */
  private concerns({ flow, users, permissions, more }: ProcessChange): boolean {
    const { viewer } = this;
    return (
      more ||
      viewer.flows === '*' ||
      viewer.flows.includes(flow) ||
      users.includes(viewer.user.id) ||
      viewer.permissions === '*' ||
      permissions.some((permission) => viewer.permissions.includes(permission))
    );
  }

  private soon(): void {
    if (this.timer || this.busy || this.stream.congested) return;
    const pause = Math.max(0, this.lastSent + SPACING - Date.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.tell();
    }, pause).unref();
  }

  private async tell(): Promise<void> {
    if (this.busy || !this.stream.isOpen || (!this.missed && this.pending.size === 0)) return;
    this.busy = true;
    const changed = this.pending;
    const id = now();
    this.pending = new Map();
    const { missed } = this;
    // Of what is missed from here on the next message tells.
    this.missed = false;
    try {
      if (missed) this.stream.send('reset', id, {});
      else await this.tellOf(changed, id);
    } catch {
      // Whatever could not be looked up: the client reads again.
      this.missed = true;
    }
    this.busy = false;
    this.lastSent = Date.now();
    if (this.stream.congested) this.congestedAt = Date.now();
    if (this.missed || this.pending.size > 0) this.soon();
  }

  /**
   * Names those of the changed processes that the user may see. Others are told of as changed lists, without a name,
   * and when they are in none of the user's lists, not at all.
   */
  private async tellOf(changed: ReadonlyMap<string, Pending>, eventId: string): Promise<void> {
    const ids = await this.lists.visibleAmong(this.viewer, [...changed.keys()]);
    const lists = [...changed.values()].some((one) => one.lists);
    if (ids.length === 0 && !lists) return;
    const processes = ids.map((id) => {
      const flow = changed.get(id)?.flow ?? '';
      return { id, flow, url: this.audience.links.process(flow, id) };
    });
    this.stream.send('change', eventId, { processes, lists });
  }
}

/** The moment up to which a client knows everything. */
const now = () => String(Date.now());
