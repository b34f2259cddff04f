import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FlowViewset, WorkflowService } from 'nestflow';
import { PlainHello } from '../by-hand/hello.plain.js';
import { HelloFlow } from '../flows/hello.flow.js';
import { ReviewFlow } from '../flows/review.flow.js';
import { BenchApplication, benchModule } from '../support/application.js';
import { openPool } from '../support/database.js';
import { interleave } from '../support/measure.js';
import { approver, starter } from './hello.js';
import { loadFrom } from './http-load.js';
import type { Scenario } from './scenario.js';

const REQUESTS = 1_000;
const IN_FLIGHT = 16;
const BY_HAND = Symbol('by hand');

/** What a program without a workflow layer has for the same request. */
@Controller('by-hand')
class ByHandController {
  @Inject(BY_HAND) private readonly hello!: PlainHello;

  @Post(':processId/:taskId/execute')
  @HttpCode(200)
  execute(@Param('processId') processId: string, @Param('taskId') taskId: string) {
    return this.hello.approve(processId, taskId);
  }
}

/** Executes of a person's task over HTTP, one per task; the load comes from a process of its own. */
export const http: Scenario = async ({ database, rounds }) => {
  const pool = openPool(database.url);
  const plain = new PlainHello(pool);
  const application = await NestFactory.create<NestExpressApplication>(
    benchModule(database.url, [HelloFlow, ReviewFlow], {
      controllers: [
        FlowViewset(HelloFlow, { path: 'hello' }),
        FlowViewset(ReviewFlow, { path: 'review' }),
        ByHandController,
      ],
      providers: [{ provide: BY_HAND, useValue: plain }],
    }),
    { logger: ['error', 'warn'] },
  );
  application.use((request: { user?: unknown }, _response: unknown, next: () => void) => {
    request.user = approver;
    next();
  });
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  const bench = new BenchApplication(application);
  const workflow = application.get(WorkflowService);

  const waitingTask = (flowClass: typeof HelloFlow | typeof ReviewFlow, path: string) => async () => {
    const { process, next } = await bench
      .flow<HelloFlow | ReviewFlow>(flowClass)
      .start('start', { text: 'Hello' }, { user: starter });
    const taskId = next[0]?.id ?? '';
    await workflow.activate(taskId, { user: approver }, (activation) => activation.assign());
    return `/${path}/${process.id}/approve/${taskId}/execute`;
  };
  const waitingByHand = async (): Promise<string> => {
    const { processId, taskId } = await plain.start();
    return `/by-hand/${processId}/${taskId}/execute`;
  };
  const variant = (name: string, waiting: () => Promise<string>) => ({
    name,
    measure: async () => {
      const paths: string[] = [];
      for (let made = 0; made < REQUESTS; made++) paths.push(await waiting());
      return loadFrom({ url, paths, body: { approved: true }, inFlight: IN_FLIGHT });
    },
  });

  try {
    const variants = [
      variant('ends', waitingTask(HelloFlow, 'hello')),
      variant('goes on', waitingTask(ReviewFlow, 'review')),
      variant('plain SQL', waitingByHand),
    ];
    const rates = await interleave(variants, rounds, () => database.tidy());
    const of = (name: string) => rates.get(name) ?? NaN;
    return {
      title: `http: POST of an execute, ${IN_FLIGHT} in flight, requests per second`,
      rows: [
        {
          route: 'execute that ends its process',
          'nestflow /s': of('ends'),
          'controller with plain SQL /s': of('plain SQL'),
          'nestflow : plain': of('ends') / of('plain SQL'),
        },
        {
          route: 'execute after which it goes on',
          'nestflow /s': of('goes on'),
          'controller with plain SQL /s': '',
          'nestflow : plain': '',
        },
      ],
    };
  } finally {
    await application.close();
    await pool.end();
  }
};
