import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import type { ProcessChange } from '../../runtime/change-feed.js';
import type { Viewer } from '../../runtime/ports/list-queries.js';
import { Links } from '../answers/links.js';
import { LiveStream } from './live-stream.js';

/** A response that remembers the names of the events it was told. */
class Response extends EventEmitter {
  readonly events: string[] = [];

  writeHead(): void {}

  write(text: string): boolean {
    const [, event] = /^event: (.*)$/m.exec(text) ?? [];
    if (event !== undefined) this.events.push(event);
    return true;
  }

  end(): void {}
}

const change = (processId: string): ProcessChange => ({
  flow: 'claim',
  processId,
  users: [],
  permissions: [],
  more: true,
});

describe('A live stream', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says that more has changed than it can tell, though that happens while it looks up other changes', async () => {
    jest.useFakeTimers();
    const response = new Response();
    const viewer: Viewer = { user: { id: 'ann' }, permissions: '*', flows: '*' };
    let found = (_: string[]) => {};
    const lists = { visibleAmong: () => new Promise<string[]>((resolve) => (found = resolve)) };
    const audience = {
      viewer,
      links: new Links(() => '/claim'),
      process: undefined,
      again: () => Promise.resolve(viewer),
    };
    const stream = new LiveStream(response, audience, lists, () => {});
    stream.offer(change('a'));
    await jest.advanceTimersByTimeAsync(1_000);
    stream.reset();
    found(['a']);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(response.events).toEqual(['change', 'reset']);
  });
});
