import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FlowRef, WorkflowModule, WorkflowService, withWorkflow } from 'nestflow';
import { bullmq } from 'nestflow/bullmq';
import { Executor } from '../../libs/workflow/src/runtime/executor.js';
import { FlowRegistry } from '../../libs/workflow/src/runtime/flow-registry.js';
import { Child, Hello, Parent, World } from './flows.js';
import type { Answer, ApplicationOptions, Request } from './protocol.js';

const { database, redis, worker } = JSON.parse(process.argv[2] ?? '{}') as ApplicationOptions;

@Module({
  imports: [
    TypeOrmModule.forRoot(
      withWorkflow({ type: 'postgres', url: database, poolSize: 20, migrationsRun: worker }),
    ),
    WorkflowModule.forRoot({
      worker: worker && { poll: '200ms' },
      ...(redis === undefined ? {} : { queue: bullmq({ connection: redis, lostAfter: '2s' }) }),
    }),
    WorkflowModule.forFeature([Hello, Parent, Child]),
  ],
  providers: [World],
})
class CrashModule {}

const app = await NestFactory.createApplicationContext(CrashModule, { logger: ['error', 'warn'] });
const workflow = app.get(WorkflowService);
const registry = app.get(FlowRegistry);
const executor = app.get(Executor);

async function act(request: Request): Promise<void> {
  if (request.act === 'approve') {
    await workflow.activate(request.taskId, {}, async (activation) => {
      await activation.assign('somebody');
      await activation.execute();
    });
    return;
  }
  const flow = request.flow === 'crash-hello' ? Hello : Parent;
  const ref = new FlowRef<Hello | Parent>(() => registry.of(flow), executor);
  await ref.start('start', undefined, { businessKey: request.key });
}

process.on('message', (request: Request) => {
  const answer = (outcome: Answer) => process.send?.(outcome);
  act(request).then(
    () => answer({ id: request.id }),
    (error: unknown) => answer({ id: request.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0 } satisfies Answer);
