import type { FlowClass } from 'nestflow';
import { seeded } from '../chart/random-flow.js';
import { onEachStore } from '../support/stores.js';
import { created, enabledTasks } from './orders.js';
import { randomBlocks } from './random-blocks.js';

const FIRST = Number(process.env['NESTFLOW_SEED'] ?? 1);
const MANY = Number(process.env['NESTFLOW_SEEDS'] ?? 60);

onEachStore('Random flows of blocks', (makeRun, store) => {
  const seeds = Array.from({ length: store === 'memory' ? MANY : 8 }, (_, index) => FIRST + index);

  it('let one token out, whatever order their tasks are completed in', async () => {
    for (const seed of seeds) {
      const random = seeded(seed);
      const flow = randomBlocks(random) as FlowClass<{ start: () => void }>;
      const run = await makeRun([flow]);
      const { process } = await run.start(flow, 'start');
      const told = `seed ${seed}: NESTFLOW_SEED=${seed} runs it first`;
      for (let steps = 0; ; steps++) {
        const waiting = (await enabledTasks(run, process.id)).filter(({ kind }) => kind === 'VIEW');
        const task = waiting[Math.floor(random() * waiting.length)];
        if (!task) break;
        expect([told, steps < 2000]).toEqual([told, true]);
        await run.completeTask(task.id);
      }
      const live = (await run.tasks(process.id)).filter((task) => task.live).map(({ node }) => node);
      expect([told, live]).toEqual([told, []]);
      expect([told, (await run.process(process.id)).status]).toEqual([told, 'DONE']);
      expect([told, await created(run, process.id, 'last')]).toEqual([told, 1]);
    }
  });
});
