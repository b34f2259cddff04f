import { DataSource, type DataSourceOptions } from 'typeorm';
import { FlowRun, type FlowRunOptions } from 'nestflow/testing';
import { Process, Task, type FlowClass } from 'nestflow';
import { databaseFamily } from '../../libs/workflow/src/model/column-types.js';
import { workflowEntities } from '../../libs/workflow/src/model/entities.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { onEachDatabase, type DatabaseName, type TestDatabase } from './databases.js';

/** Makes a run over one of the stores. */
export type MakeRun = (flows: readonly FlowClass[], options?: FlowRunOptions) => Promise<FlowRun>;

/** Where stories run. */
export type StoreName = 'memory' | DatabaseName;

/** Runs the same stories in memory and on every database there is. */
export function onEachStore(title: string, stories: (makeRun: MakeRun, store: StoreName) => void): void {
  describe(`${title} in memory`, () => {
    stories((flows, options) => Promise.resolve(new FlowRun(flows, options)), 'memory');
  });

  onEachDatabase(title, (database) => {
    let testDatabase: TestDatabase;
    let dataSource: DataSource;

    beforeAll(async () => {
      testDatabase = await database.create();
      dataSource = await connect(testDatabase.options);
    });

    afterAll(async () => {
      await dataSource.destroy();
      await testDatabase.drop();
    });

    stories((flows, options) => Promise.resolve(runOn(dataSource, flows, options)), database.name);
  });
}

/** Connects to a test database with Nestflow's tables in it. */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  const entities = workflowEntities(databaseFamily(options.type) ?? 'postgres');
  const dataSource = new DataSource({ ...options, entities, synchronize: true });
  return dataSource.initialize();
}

/** A run whose processes are in a database. */
export function runOn(
  dataSource: DataSource,
  flows: readonly FlowClass[],
  options: FlowRunOptions = {},
): FlowRun {
  return new FlowRun(flows, {
    store: new SqlWorkflowStore(dataSource),
    tables: {
      process: async (id) => (await dataSource.getRepository(Process).findOneBy({ id })) ?? undefined,
      tasks: (processId) =>
        dataSource.getRepository(Task).find({ where: { processId }, order: { id: 'ASC' } }),
    },
    ...options,
  });
}
