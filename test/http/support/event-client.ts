/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of it
  readonly data: any;
}

/** A client of a stream of server-sent events. */
export interface EventClient {
  readonly headers: Headers;
  /** The next event of this name; others are passed over, and `undefined` means that the stream has ended. */
  next(event: string): Promise<StreamEvent | undefined>;
  close(): Promise<void>;
}

/** Opens a stream and reads it as browsers do. */
export async function openStream(
  url: string,
  user: string,
  headers: Record<string, string> = {},
): Promise<EventClient> {
  const abort = new AbortController();
  const response = await fetch(url, {
    headers: { 'x-user': user, accept: 'text/event-stream', ...headers },
    signal: abort.signal,
  });
  if (response.status !== 200 || !response.body)
    throw new Error(`Expected a stream, but got ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = async (): Promise<StreamEvent | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const event = parse(text.slice(0, end));
        text = text.slice(end + 2);
        if (event) return event;
        continue;
      }
      const part = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (part.done) return undefined;
      text += part.value ?? '';
    }
  };
  return {
    headers: response.headers,
    async next(event) {
      for (let found = await read(); ; found = await read())
        if (!found || found.event === event) return found;
    },
    async close() {
      abort.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}

function parse(block: string): StreamEvent | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const event = field('event');
  return event === undefined
    ? undefined
    : { event, id: field('id') ?? '', data: JSON.parse(field('data') ?? 'null') };
}
