import { DataSource, type Logger } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { GraphNode } from '../../libs/workflow/src/definition/node-kind.js';
import { WorkflowEvent } from '../../libs/workflow/src/model/event.entity.js';
import { Process } from '../../libs/workflow/src/model/process.entity.js';
import { TaskLink } from '../../libs/workflow/src/model/task-link.entity.js';
import { Task } from '../../libs/workflow/src/model/task.entity.js';
import { SqlListQueries } from '../../libs/workflow/src/persistence/lists/sql-list-queries.js';
import { withWorkflow } from '../../libs/workflow/src/persistence/with-workflow.js';
import {
  RequestUserAccess,
  type AccessPolicy,
  type WorkflowUser,
} from '../../libs/workflow/src/runtime/ports/access-policy.js';
import { newTask } from '../../libs/workflow/src/runtime/new-task.js';
import type { ListQuery, Page, Viewer } from '../../libs/workflow/src/runtime/ports/list-queries.js';
import type { Database, TestDatabase } from '../support/databases.js';

export const NOW = new Date('2026-03-01T12:00:00.000Z');
export const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);

/** A viewer who sees the flow `order` and holds the permission `order.pack`. */
export function viewer(id: string, rest: Partial<Omit<Viewer, 'user'>> = {}): Viewer {
  return { user: { id }, permissions: ['order.pack'], flows: ['order'], ...rest };
}

interface Sent {
  readonly sql: string;
  readonly parameters: Parameters<Logger['logQuery']>[1];
}

/** What a part of a plan tells of the rows it read: PostgreSQL the one, MariaDB the other. */
interface PlanPart {
  readonly 'Actual Rows'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Actual Loops'?: number;
  readonly r_rows?: number | null;
  readonly r_loops?: number;
}

function mostRows(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const told = part as PlanPart;
  const rows = (told['Actual Rows'] ?? told.r_rows ?? 0) + (told['Rows Removed by Filter'] ?? 0);
  const loops = told['Actual Loops'] ?? told.r_loops ?? 1;
  return Math.max(rows * loops, ...Object.values(part).map(mostRows));
}

const PACK = { name: 'pack', kind: { name: 'VIEW' } } as GraphNode;

/** The tables with lists over them, rows made by hand, and a record of what was sent to the database. */
export class Office {
  private made = 0;

  private constructor(
    readonly source: DataSource,
    /** Everything that was sent to the database. */
    readonly statements: readonly string[],
    private readonly sent: readonly Sent[],
    private readonly database: TestDatabase,
  ) {}

  static async open(database: Database): Promise<Office> {
    const fresh = await database.create();
    const statements: string[] = [];
    const sent: Sent[] = [];
    const source = new DataSource({
      ...withWorkflow(fresh.options),
      migrationsRun: true,
      logger: {
        ...silent,
        logQuery: (sql, parameters) => {
          statements.push(sql);
          sent.push({ sql, parameters });
        },
      },
    });
    return new Office(await source.initialize(), statements, sent, fresh);
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.database.drop();
  }

  async clear(): Promise<void> {
    for (const target of [WorkflowEvent, TaskLink, Task, Process]) {
      await this.source.createQueryBuilder().delete().from(target).execute();
    }
  }

  lists(access: AccessPolicy = new RequestUserAccess()): SqlListQueries {
    return new SqlListQueries(this.source, access);
  }

  /** Inserts a process; each made a second after the one before, by its id too. */
  async process(values: Partial<Process> = {}): Promise<Process> {
    const process = Object.assign(new Process(), {
      flow: 'order',
      status: 'NEW',
      data: { text: 'x' },
      businessKey: null,
      parentTaskId: null,
      artifact: null,
      definition: 'd',
      finishedAt: null,
      ...this.birth(),
      ...values,
    } satisfies Partial<Process>);
    await this.source.getRepository(Process).insert({ ...process });
    return process;
  }

  /** A task to insert: of this process, waiting for whoever holds `order.pack`. */
  newTask(process: Process, values: Partial<Task> = {}): Task {
    const empty = newTask(process, PACK, null, NOW);
    return Object.assign(new Task(), empty, { permission: 'order.pack' }, this.birth(), values);
  }

  async task(process: Process, values: Partial<Task> = {}): Promise<Task> {
    const task = this.newTask(process, values);
    await this.insertTasks([task]);
    return task;
  }

  async insertTasks(tasks: readonly Task[]): Promise<void> {
    await this.source
      .createQueryBuilder()
      .insert()
      .into(Task)
      .values(tasks.map((task) => ({ ...task })) as object[])
      .updateEntity(false)
      .execute();
  }

  /** How many statements `work` sends. */
  async statementsOf(work: () => Promise<unknown>): Promise<number> {
    const before = this.statements.length;
    await work();
    return this.statements.length - before;
  }

  /** How many rows the part of its plan reads that reads most, for each statement that `work` sends. */
  async rowsReadBy(work: () => Promise<unknown>): Promise<number[]> {
    const before = this.sent.length;
    await work();
    const isPostgres = this.source.options.type === 'postgres';
    const explain = isPostgres ? 'explain (analyze, format json)' : 'analyze format=json';
    const read: number[] = [];
    for (const { sql, parameters } of this.sent.slice(before)) {
      const [row] = await this.source.query<Record<string, unknown>[]>(`${explain} ${sql}`, parameters);
      const [plan] = Object.values(row ?? {});
      read.push(mostRows(typeof plan === 'string' ? JSON.parse(plan) : plan));
    }
    return read;
  }

  private birth(): { id: string; createdAt: Date } {
    const createdAt = new Date(NOW.getTime() - 86_400_000 + this.made++ * 1000);
    return { id: uuidv7({ msecs: createdAt.getTime() }), createdAt };
  }
}

const silent: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** Reads a list to its end, page by page. */
export async function walk<Row>(
  read: (query: ListQuery) => Promise<Page<Row>>,
  query: ListQuery = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ ...query, cursor });
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** Users see the processes whose business key begins with their id. */
export class BranchAccess extends RequestUserAccess {
  override visible(user: WorkflowUser, query: Parameters<NonNullable<AccessPolicy['visible']>>[1]): void {
    query.andWhere('process.businessKey LIKE :branch', { branch: `${user.id}-%` });
  }
}
