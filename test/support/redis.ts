import { randomBytes } from 'node:crypto';
import { serverNamed } from './servers.js';

/** The Redis of this run, and a prefix for keys that nobody else uses. */
export interface TestRedis {
  readonly url: string;
  readonly prefix: string;
}

/** A `describe` that runs when there is a Redis and is reported as skipped when there is none. */
export function onRedis(title: string, tests: (redis: TestRedis) => void): void {
  const server = serverNamed('redis');
  const prefix = `nestflow_test_${randomBytes(5).toString('hex')}`;
  (server ? describe : describe.skip)(title, () => tests({ url: server?.url ?? '', prefix }));
}
