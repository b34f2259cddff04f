import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import { migrateSafely } from '../../libs/workflow/src/persistence/migrate.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { withWorkflow } from '../../libs/workflow/src/persistence/with-workflow.js';
import type {
  StoreTransaction,
  WorkflowStore,
} from '../../libs/workflow/src/runtime/ports/workflow-store.js';
import { InMemoryStore } from '../../libs/workflow/src/testing/in-memory/in-memory-store.js';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';

/** A store under test. */
export interface Subject {
  readonly name: 'memory' | 'pglite' | 'postgres' | 'mariadb';
  readonly store: WorkflowStore;
  /** Absent in memory. */
  readonly dataSource?: DataSource;
  /** The statements that `work` sends, without those that begin and end transactions. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  /** Resolves when as many transactions wait for a lock. */
  waiting(count: number): Promise<void>;
}

/** Runs the same tests over every store there is; the embedded database has one connection, so nothing waits there. */
export function onEachStore(
  title: string,
  tests: (subject: () => Subject, name: Subject['name']) => void,
): void {
  describe(`${title} (memory)`, () => {
    const store = new InMemoryStore();
    tests(
      () => ({
        name: 'memory',
        store,
        statementsOf: async (work) => (await work(), []),
        waiting: () => new Promise((resolve) => setImmediate(resolve)),
      }),
      'memory',
    );
  });

  onEachDatabase(title, (database) => {
    let db: TestDatabase;
    let subject: Subject;
    const sent: string[] = [];

    beforeAll(async () => {
      db = await database.create();
      const dataSource = await connect(db.options, sent);
      subject = {
        name: database.name,
        store: new SqlWorkflowStore(dataSource),
        dataSource,
        statementsOf: async (work) => {
          sent.length = 0;
          await work();
          return sent.filter(
            (sql) => !/^(start transaction|commit|rollback|set transaction|savepoint|release)/i.test(sql),
          );
        },
        waiting: async (count) => {
          const waits = WAITS[database.name as keyof typeof WAITS];
          for (let found = -1; found < count;) {
            const [row] = await dataSource.query<{ count: string | number }[]>(waits);
            found = Number(row?.count);
          }
        },
      };
    });

    afterAll(async () => {
      await subject.dataSource?.destroy();
      await db.drop();
    });

    tests(() => subject, database.name);
  });
}

/** Begins a transaction of its own that stays open until it is told to commit. */
export async function begin(
  store: WorkflowStore,
): Promise<{ tx: StoreTransaction; commit(): Promise<void> }> {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let done!: Promise<void>;
  const tx = await new Promise<StoreTransaction>((resolve, reject) => {
    done = store.transaction(async (opened) => {
      resolve(opened);
      await ended;
    });
    done.catch(reject);
  });
  return {
    tx,
    commit: () => {
      end();
      return done;
    },
  };
}

const WAITS = {
  postgres: `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  mariadb: `select count(*) as count from information_schema.processlist
where db = database() and (info like '%for update wait%' or state = 'User lock') and id <> connection_id()`,
};

async function connect(options: DataSourceOptions, sent: string[]): Promise<DataSource> {
  const ignore = () => undefined;
  const logger: Logger = {
    logQuery: (sql) => sent.push(sql),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  const dataSource = await new DataSource(withWorkflow({ ...options, logger })).initialize();
  await migrateSafely(dataSource);
  return dataSource;
}
