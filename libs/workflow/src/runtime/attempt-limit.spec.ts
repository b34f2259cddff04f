import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AttemptLimit } from './attempt-limit.js';

describe('the limit of an attempt', () => {
  it('is its timeout', async () => {
    const { signal } = new AttemptLimit(1, []);
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('is the end of what it belongs to, for the same reason', () => {
    const [stopping, over] = [new AbortController(), new AbortController()];
    const { signal } = new AttemptLimit(3_600_000, [stopping.signal, over.signal]);
    expect(signal.aborted).toBe(false);
    over.abort('over');
    expect(signal.reason).toBe('over');
    expect(new AttemptLimit(3_600_000, [stopping.signal, over.signal]).signal.reason).toBe('over');
  });

  it('holds nothing of the body once it is lifted, however long the timeout and whatever listens', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const stopping = new AbortController();
    const attempt = (): WeakRef<object> => {
      const data = { much: 'x'.repeat(1000) };
      const limit = new AttemptLimit(3_600_000, [stopping.signal]);
      limit.signal.addEventListener('abort', () => data.much);
      limit.lift();
      return new WeakRef(data);
    };

    const held = attempt();
    await new Promise(setImmediate);
    collect();

    expect(held.deref()).toBeUndefined();
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
  });
});
