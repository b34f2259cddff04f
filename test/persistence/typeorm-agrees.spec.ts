import { DataSource } from 'typeorm';
import { noLock } from '../../libs/workflow/src/definition/lock.js';
import { WorkflowEvent } from '../../libs/workflow/src/model/event.entity.js';
import { Process } from '../../libs/workflow/src/model/process.entity.js';
import { Task } from '../../libs/workflow/src/model/task.entity.js';
import { migrateSafely } from '../../libs/workflow/src/persistence/migrate.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { withWorkflow } from '../../libs/workflow/src/persistence/with-workflow.js';
import { onDatabases } from '../support/databases.js';
import { anEvent, aProcess, aTask, changes, NOW } from './rows.js';

const VARIANTS: Partial<Record<string, object[]>> = {
  pglite: [{}],
  postgres: [{}],
  mariadb: [{ timezone: 'Z' }, { timezone: 'local' }, { timezone: '+03:30' }, { dateStrings: true }],
};

onDatabases(['pglite', 'postgres', 'mariadb'], 'TypeORM and the store', (database) => {
  it.each(VARIANTS[database.name] ?? [])('read each other’s rows (%j)', async (variant) => {
    const db = await database.create();
    const options = withWorkflow({ ...db.options, ...variant });
    const dataSource = await new DataSource(options).initialize();
    try {
      await migrateSafely(dataSource);
      const store = new SqlWorkflowStore(dataSource);
      const over = { data: { text: '🦊 "x"', list: [null, 1] }, createdAt: NOW, finishedAt: NOW };
      const [byStore, byTypeOrm] = [aProcess(over), aProcess(over)];
      const rest = { draft: 'text', error: { message: 'm', attempt: 1 }, dueAt: NOW, excluded: ['anna'] };
      const [first, second] = [aTask(byStore, { ...over, ...rest }), aTask(byTypeOrm, { ...over, ...rest })];
      const event = anEvent(byStore, { payload: { a: [1] } });

      await store.transaction((tx) =>
        tx.write(changes({ insertProcess: byStore, insertTasks: [first], insertEvents: [event] })),
      );
      await dataSource.getRepository(Process).insert({ ...byTypeOrm });
      await dataSource.getRepository(Task).save(second);

      expect(await dataSource.getRepository(Process).findOneBy({ id: byStore.id })).toEqual(byStore);
      expect(await dataSource.getRepository(WorkflowEvent).findOneBy({ id: event.id })).toEqual(event);
      expect(await store.transaction((tx) => tx.lockTask(second.id, noLock))).toEqual({
        process: byTypeOrm,
        task: second,
      });
      const found = await dataSource.getRepository(Task).findOneBy({ id: first.id });
      expect(found).toEqual(first);
    } finally {
      await dataSource.destroy();
      await db.drop();
    }
  });
});
