import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { End, Flow, Job, StartHandler, type FlowClass, type FlowNode, type WorkerOptions } from 'nestflow';
import { bullmq } from 'nestflow/bullmq';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { onRedis } from '../support/redis.js';
import { connect } from '../support/stores.js';
import { forget } from './engines.js';
import { Instance, countEvents, until } from './instance.js';
import { RedisProxy } from './redis-proxy.js';

class Nothing {}

@Flow({ data: Nothing })
class Sending {
  sent = 0;
  gate: Promise<void> = Promise.resolve();
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({ next: 'end', backoff: '1h' })
  async send() {
    this.sent += 1;
    await this.gate;
  }
  @End() end!: FlowNode;
}

onRedis('BullMQ', ({ url, prefix }) => {
  onDatabases(['postgres'], 'over', (database) => {
    let testDatabase: TestDatabase;
    let dataSource: DataSource;
    let proxy: RedisProxy;
    let flow: Sending;
    let instances: Instance[];
    let errors: string[];

    beforeAll(async () => {
      testDatabase = await database.create();
      dataSource = await connect(testDatabase.options);
    });
    beforeEach(async () => {
      flow = new Sending();
      instances = [];
      errors = [];
      proxy = new RedisProxy(url);
      await proxy.up();
      jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => {
        errors.push(String(message));
      });
    });
    afterEach(async () => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await proxy.down();
      await forget(url, prefix);
      jest.restoreAllMocks();
    });
    afterAll(async () => {
      await dataSource.destroy();
      await testDatabase.drop();
    });

    const instance = (lostAfter: string, worker?: WorkerOptions | false) => {
      const flows = new Map<FlowClass, object>([[Sending, flow]]);
      const engine = bullmq({ connection: proxy.url, prefix, lostAfter });
      const made = new Instance(dataSource, { flows, engine, worker });
      instances.push(made);
      return made.start();
    };
    const start = async ({ run }: Instance, count: number) => {
      const started = await Promise.all(Array.from({ length: count }, () => run.start(Sending, 'start')));
      return started.map(({ process }) => process.id);
    };
    const finished = (ids: readonly string[]) =>
      until(async () => (await countEvents(dataSource, 'process.finished', ids)) === ids.length);
    const healthy = (one: Instance) => until(() => one.host.health().error === null);

    it('brings every job back when Redis is flushed, those in hand included', async () => {
      const worker = instance('100ms', { concurrency: 2 });
      let open = (): void => undefined;
      flow.gate = new Promise((resolve) => (open = resolve));
      const ids = await start(worker, 6);
      await until(() => flow.sent === 2);
      await forget(url, prefix);
      open();
      await finished(ids);
      expect(await countEvents(dataSource, 'task.finished', ids)).toBe(ids.length * 3);
      expect(flow.sent).toBe(6);
    });

    it('starts and moves processes while Redis is away, says so once, and catches up when it is back', async () => {
      const [web, worker] = [instance('1h', false), instance('1h')];
      await finished(await start(web, 1));
      await proxy.down();
      await until(() => web.host.health().error !== null && worker.host.health().error !== null);
      const ids = await start(web, 5);
      expect(flow.sent).toBe(1);
      expect(errors).toHaveLength(2);
      expect(errors[0]).toContain('Redis cannot be used for jobs');
      await proxy.up();
      await finished(ids);
      await healthy(web);
      await healthy(worker);
      expect([flow.sent, errors.length]).toEqual([6, 2]);
    });

    it('comes up without Redis, and works once it is there', async () => {
      await proxy.down();
      const worker = instance('1h');
      await until(() => worker.host.health().error !== null);
      const ids = await start(worker, 2);
      await proxy.up();
      await finished(ids);
      expect(flow.sent).toBe(2);
    });

    it('stops although Redis is away', async () => {
      const worker = instance('1h');
      await finished(await start(worker, 1));
      await proxy.down();
      await worker.stop();
      expect(worker.host.health()).toMatchObject({ running: false, active: 0 });
    });

    it('leaves nothing of a job in Redis, whatever came of it', async () => {
      const worker = instance('1h');
      const ids = await start(worker, 3);
      await finished(ids);
      const { Redis } = await import('ioredis');
      const redis = new Redis(url);
      await until(async () => (await redis.keys(`${prefix}:default:0*`)).length === 0);
      redis.disconnect();
    });
  });
});

describe('bullmq', () => {
  it('refuses options it cannot use', () => {
    const connection = 'redis://localhost';
    expect(() => bullmq({ connection, lostAfter: 'soon' })).toThrow("Expected 'lostAfter' to be a duration");
    expect(() => bullmq({ connection, prefix: 'a:b' })).toThrow('Expected a prefix of 1 to 100 letters');
  });
});
