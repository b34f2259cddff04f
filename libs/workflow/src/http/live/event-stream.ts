/** What Node's response has, as far as a stream of events needs it. */
export interface StreamResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(text: string): boolean;
  end(): unknown;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  flushHeaders?(): void;
}

/** How long a browser waits before it connects again, in milliseconds. */
const RETRY = 3_000;

/** What every stream of events is sent with. */
export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Not kept, not compressed: a compressor would hold events back.
  'Cache-Control': 'no-store, no-transform',
  // nginx would gather events.
  'X-Accel-Buffering': 'no',
};

/** A response that goes on: server-sent events, as the HTML standard has them. */
export class EventStream {
  /** The client reads more slowly than it is written to; nothing is added until it has caught up. */
  congested = false;
  private open = true;

  constructor(
    private readonly response: StreamResponse,
    private readonly onRelief: () => void,
    onClose: () => void,
  ) {
    response.once('close', () => {
      this.open = false;
      onClose();
    });
    response.writeHead(200, STREAM_HEADERS);
    this.write(`retry: ${RETRY}\n\n`);
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Sends an event; its id is what a client that was cut off says it has seen. */
  send(event: string, id: string, data: object): void {
    this.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Says that the stream is there. */
  beat(): void {
    if (!this.congested) this.write(':\n\n');
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    this.response.end();
  }

  private write(text: string): void {
    if (!this.open || this.response.write(text)) return;
    if (this.congested) return;
    this.congested = true;
    this.response.once('drain', () => {
      this.congested = false;
      if (this.open) this.onRelief();
    });
  }
}
