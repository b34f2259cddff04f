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
});
