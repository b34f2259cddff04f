import { DataSource, type DataSourceOptions } from 'typeorm';
import { ConfigurationError } from '../../libs/workflow/src/errors.js';
import { workflowEntities } from '../../libs/workflow/src/model/entities.js';
import { Process } from '../../libs/workflow/src/model/process.entity.js';
import { Task } from '../../libs/workflow/src/model/task.entity.js';
import { WORKFLOW_MIGRATIONS } from '../../libs/workflow/src/persistence/migrations/index.js';
import { migrateSafely } from '../../libs/workflow/src/persistence/migrate.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { withWorkflow } from '../../libs/workflow/src/persistence/with-workflow.js';
import { onDatabases, onEachDatabase, type TestDatabase } from '../support/databases.js';
import { aProcess, aTask } from './rows.js';

onEachDatabase('migrations', (database) => {
  let db: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    db = await database.create();
    dataSource = await new DataSource(withWorkflow(db.options)).initialize();
  });

  afterEach(async () => {
    await dataSource.destroy();
    await db.drop();
  });

  const pendingChanges = async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  };

  it('make exactly the schema that the entities declare', async () => {
    await migrateSafely(dataSource);

    expect(await pendingChanges()).toEqual([]);
  });

  it('are asked for when the DataSource was made without them', async () => {
    const bare = await new DataSource(db.options).initialize();

    expect(() => new SqlWorkflowStore(bare)).toThrow(/withWorkflow\(options\)/);

    await bare.destroy();
  });

  it('can be undone and done again', async () => {
    await migrateSafely(dataSource);
    await dataSource.undoLastMigration();
    expect(await pendingChanges()).not.toEqual([]);

    await migrateSafely(dataSource);
    expect(await pendingChanges()).toEqual([]);
  });

  it('give tasks that are there already the flow of their process', async () => {
    await migrateSafely(dataSource);
    const process = aProcess({ flow: 'loan' });
    const task = aTask(process);
    await dataSource.getRepository(Process).insert({ ...process });
    await dataSource.getRepository(Task).insert({ ...task } as object);
    const board = WORKFLOW_MIGRATIONS.find(({ name }) => name.startsWith('NestflowBoard'));
    const runner = dataSource.createQueryRunner();
    try {
      const migration = board && new board();
      await migration?.down(runner);
      await migration?.up(runner);
    } finally {
      await runner.release();
    }

    const kept = await dataSource.getRepository(Task).findOneByOrFail({ id: task.id });
    expect(kept.flow).toBe('loan');
    expect(await pendingChanges()).toEqual([]);
  });

  it('run with a prefix for the names of tables', async () => {
    const prefixed = await new DataSource(
      withWorkflow({ ...db.options, entityPrefix: 'acme_' }),
    ).initialize();
    try {
      await migrateSafely(prefixed);

      const { upQueries } = await prefixed.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
      await prefixed.query('select id from acme_workflow_task');
    } finally {
      await prefixed.destroy();
    }
  });
});

onDatabases(['pglite', 'postgres'], 'migrations in a schema', (database) => {
  it('make the tables there', async () => {
    const db = await database.create();
    const options = withWorkflow({ ...db.options, schema: 'acme' } as DataSourceOptions);
    const dataSource = await new DataSource(options).initialize();
    try {
      await dataSource.query('create schema acme');
      await migrateSafely(dataSource);

      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
      await dataSource.query('select id from acme.workflow_task');
    } finally {
      await dataSource.destroy();
      await db.drop();
    }
  });
});

onDatabases(['postgres', 'mariadb'], 'instances that boot at once', (database) => {
  it('run each migration once', async () => {
    const db = await database.create();
    const instances = await Promise.all(
      Array.from({ length: 4 }, () => new DataSource(withWorkflow(db.options)).initialize()),
    );
    try {
      await Promise.all(instances.map(migrateSafely));

      const done = await instances[0]?.query('select name from migrations');
      expect(done).toEqual(WORKFLOW_MIGRATIONS.map(({ name }) => ({ name })));
    } finally {
      await Promise.all(instances.map((instance) => instance.destroy()));
      await db.drop();
    }
  });
});

describe('withWorkflow', () => {
  class Order {}
  class Invoice {}

  it('adds to what there is, listed or named', () => {
    const listed = withWorkflow({ type: 'postgres', entities: [Order], migrations: [] });
    const named = withWorkflow({ type: 'mariadb', entities: { Order, Invoice } });

    expect(listed.entities).toEqual(expect.arrayContaining([Order]));
    expect(listed.migrations).toHaveLength(WORKFLOW_MIGRATIONS.length);
    expect(named.entities).toEqual(expect.arrayContaining([Order, Invoice]));
    expect(named.entities).toHaveLength(2 + workflowEntities('mysql').length);
  });

  it('refuses databases it does not speak to', () => {
    expect(() => withWorkflow({ type: 'better-sqlite3', database: ':memory:' })).toThrow(ConfigurationError);
  });
});
