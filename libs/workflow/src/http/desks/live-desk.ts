import { Inject, Injectable, Optional } from '@nestjs/common';
import { NotFoundError } from '../../errors.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import { AccessPolicy } from '../../runtime/ports/access-policy.js';
import { Visibility } from '../../runtime/visibility.js';
import { STREAM_HEADERS, type StreamResponse } from '../live/event-stream.js';
import { LiveHub } from '../live/live-hub.js';
import { header } from '../requests/http-request.js';
import { readLiveQuery } from '../requests/list-parameters.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** Whatever the platform calls a response. */
type PlatformResponse = StreamResponse | { readonly raw: StreamResponse };

/** What changes for a user, as it happens. */
@Injectable()
export class LiveDesk {
  constructor(
    private readonly visibility: Visibility,
    private readonly registry: FlowRegistry,
    private readonly access: AccessPolicy,
    @Optional() @Inject(LiveHub) private readonly hub?: LiveHub,
  ) {}

  /**
   * Answers with a stream of events that goes on until the client leaves, the user is signed in no longer, or the
   * application stops.
   *
   * @throws {NotFoundError} when the application has no live changes.
   * @throws {TooManyStreamsError} when the user has as many as they may.
   */
  async open(call: ViewsetCall, parameters: unknown, response: PlatformResponse): Promise<void> {
    const { process } = readLiveQuery(parameters);
    if (!this.hub) throw new NotFoundError('stream of changes', 'live');
    const { user, links, request } = call;
    const raw = 'raw' in response ? response.raw : response;
    if (request.method === 'HEAD') {
      raw.writeHead(200, STREAM_HEADERS);
      raw.end();
      return;
    }
    const viewer = await this.visibility.viewer(user, this.registry.all());
    const again = async () => {
      const now = await this.access.user(request);
      return now && this.visibility.viewer(now, this.registry.all());
    };
    const since = lastSeen(header(request, 'last-event-id'));
    await this.hub.open(raw, { viewer, links, process, again }, since);
  }
}

/** The moment up to which the client knows everything. */
function lastSeen(id: string | undefined): Date | undefined {
  return id !== undefined && /^\d{1,14}$/.test(id) ? new Date(Number(id)) : undefined;
}
