import 'reflect-metadata';
import { HelloFlow } from '../flows/hello.flow.js';
import { BenchApplication } from '../support/application.js';
import { serveParent } from '../support/child.js';
import { helloOf } from './hello.js';
import type { MemoryAnswer, MemoryTask } from './memory.js';

/** Moves processes up to each mark and tells its size there. */
await serveParent<MemoryTask, MemoryAnswer>(async ({ url, marks, inFlight }, answer) => {
  const application = await BenchApplication.open(url, [HelloFlow]);
  const work = helloOf(application);
  let begun = 0;
  for (const mark of marks) {
    const worker = async () => {
      while (begun++ < mark) await work();
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    begun = mark;
    answer({
      processes: mark,
      peak: process.resourceUsage().maxRSS / 1024,
      now: process.memoryUsage().rss / 1024 ** 2,
    });
  }
  await application.close();
});
