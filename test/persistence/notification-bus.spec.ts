import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { NotificationBus } from '../../libs/workflow/src/persistence/postgres/notification-bus.js';
import { withWorkflow } from '../../libs/workflow/src/persistence/with-workflow.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { until } from '../support/until.js';

onDatabases(['postgres'], 'the connection that listens to other instances', (database) => {
  let db: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    db = await database.create();
    dataSource = await new DataSource(withWorkflow(db.options)).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await db.drop();
  });

  it('keeps no process alive by itself, and is closed in order all the same', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const before = sockets();
    const heard: unknown[] = [];
    const listening = new NotificationBus(dataSource);
    const telling = new NotificationBus(dataSource);

    listening.open({ changed: (changes) => heard.push(...changes), missed: () => undefined });
    const tell = () => {
      telling.publish({ flow: 'order', processId: 'p', users: [], permissions: [], more: false });
      return heard.length;
    };
    await until(tell, (count) => count > 0);

    expect(sockets()).toBeLessThanOrEqual(before);
    await Promise.all([listening.close(), telling.close()]);
  });

  it('keeps only so many changes for a connection that hangs; others look them up', async () => {
    const wire = await wireTo(db);
    const far = await new DataSource(withWorkflow({ ...db.options, url: wire.url } as never)).initialize();
    const missed: Date[] = [];
    const heard: unknown[] = [];
    const listening = new NotificationBus(dataSource);
    const telling = new NotificationBus(far);
    listening.open({ changed: (changes) => heard.push(...changes), missed: (since) => missed.push(since) });
    const tell = (processId: string) => {
      telling.publish({ flow: 'order', processId, users: [], permissions: [], more: false });
    };
    await until(
      () => {
        tell('first');
        return heard.length;
      },
      (count) => count > 0,
    );

    wire.hang();
    for (let count = 0; count <= 10_000; count++) tell(`p${count}`);
    await until(
      () => missed.length,
      (count) => count > 0,
    );

    tell('last');
    const last = { processId: 'last' };
    await until(
      () => heard,
      (changes) => changes.some((change) => (change as typeof last).processId === last.processId),
    );
    expect(heard.length).toBeLessThan(10_000);
    await Promise.all([listening.close(), telling.close()]);
    await far.destroy();
    await wire.cut();
  });
});

/** A way to the database that can hang: connections that are there then pass nothing on, new ones do. */
async function wireTo({ options }: TestDatabase) {
  const url = new URL((options as { url: string }).url);
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(url.port || 5432), url.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(from);
      from.on('data', (data) => to.write(data));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const here = new URL(url);
  here.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: here.href,
    hang: () => {
      for (const socket of sockets) socket.pause();
    },
    async cut() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
