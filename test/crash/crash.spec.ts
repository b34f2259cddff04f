import { onDatabases } from '../support/databases.js';
import { onRedis } from '../support/redis.js';
import { CrashRun } from './crash-run.js';
import { emptyRedis } from './databases.js';

const SIZE = { hellos: 20, parents: 8, kills: 3 };
/** It waits for what died in the middle to be known as lost. */
const PATIENCE = 180_000;

onDatabases(['postgres'], 'An application that is killed again and again', (database) => {
  async function crash(redis?: string) {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const own = await database.create();
    try {
      const { url } = own.options as { url: string };
      const result = await new CrashRun({ ...SIZE, seed, database: url, redis }).run();
      const everyJob = result.effects >= result.jobs;
      return { seed, mistakes: result.mistakes, everyJob, wasKilled: result.kills > 0 };
    } finally {
      await own.drop();
    }
  }

  it(
    'B33 B34 B54 B61 finishes every process and completes everything once, on the embedded worker',
    async () => {
      expect(await crash()).toMatchObject({ mistakes: [], everyJob: true, wasKilled: true });
    },
    PATIENCE,
  );

  onRedis('with BullMQ', ({ url }) => {
    it(
      'B33 B34 B54 B61 finishes every process and completes everything once, with Redis flushed in between',
      async () => {
        expect(await crash(await emptyRedis(url))).toMatchObject({
          mistakes: [],
          everyJob: true,
          wasKilled: true,
        });
      },
      PATIENCE,
    );
  });
});
