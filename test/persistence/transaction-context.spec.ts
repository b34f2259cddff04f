import { jest } from '@jest/globals';
import pg from 'pg';
import { DataSource, EntitySchema, Not, type DataSourceOptions, type Repository } from 'typeorm';
import { EngineFault, ProcessBusyError } from '../../libs/workflow/src/errors.js';
import { TransactionContext } from '../../libs/workflow/src/persistence/transaction-context.js';
import { onDatabases, onEachDatabase, type TestDatabase } from '../support/databases.js';

class Note {
  id!: number;
  text!: string;
}

const notes = new EntitySchema<Note>({
  name: 'Note',
  target: Note,
  columns: { id: { type: 'int', primary: true }, text: { type: 'varchar', length: 50 } },
});

onEachDatabase('the transaction context', (database) => {
  let db: TestDatabase;
  let dataSource: DataSource;
  let context: TransactionContext;
  let repository: Repository<Note>;

  beforeAll(async () => {
    db = await database.create();
    const options = { ...db.options, entities: [notes], synchronize: true } as DataSourceOptions;
    dataSource = await new DataSource(options).initialize();
    context = TransactionContext.of(dataSource);
    repository = dataSource.getRepository(Note);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await db.drop();
  });

  beforeEach(() => repository.clear());

  const ids = async () => (await repository.find({ order: { id: 'ASC' } })).map(({ id }) => id);
  const rolledBack = async (work: () => Promise<unknown>) => {
    const failing = context.run(async () => {
      await work();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
  };
  const insert = (id: number) => repository.insert({ id, text: 'note' });

  it.each<[string, () => Promise<unknown>]>([
    ['repository.insert', () => insert(1)],
    ['repository.save', () => repository.save({ id: 1, text: 'note' })],
    [
      'a query builder',
      () => repository.createQueryBuilder().insert().values({ id: 1, text: 'note' }).execute(),
    ],
    ['dataSource.query', () => dataSource.query(`insert into note (id, text) values (1, 'note')`)],
    [
      'dataSource.transaction',
      () => dataSource.transaction((manager) => manager.insert(Note, { id: 1, text: 'note' })),
    ],
    [
      'a QueryRunner',
      async () => {
        const runner = dataSource.createQueryRunner();
        await runner.startTransaction();
        await runner.manager.insert(Note, { id: 1, text: 'note' });
        await runner.commitTransaction();
        await runner.release();
      },
    ],
  ])('is joined by %s', async (_, work) => {
    await rolledBack(async () => {
      await work();
      expect(await ids()).toEqual([1]);
      expect(await dataSource.createQueryRunner('slave').query('select id from note')).toHaveLength(1);
    });
    expect(await ids()).toEqual([]);

    await context.run(work);
    expect(await ids()).toEqual([1]);
  });

  it('lets a transaction inside fail alone', async () => {
    await context.run(async () => {
      await insert(1);
      const failing = dataSource.transaction(async (manager) => {
        await manager.insert(Note, { id: 2, text: 'note' });
        throw new Error('inner');
      });
      await expect(failing).rejects.toThrow('inner');
      await expect(context.run(() => insert(1))).rejects.toThrow();
      await context.run(() => insert(3));
    });

    expect(await ids()).toEqual([1, 3]);
  });

  it('lets savepoints asked for at once take turns', async () => {
    await context.run(async () => {
      const outcomes = await Promise.allSettled(
        [1, 2, 3, 4].map((id) =>
          context.run(async () => {
            await insert(id);
            if (id % 2 === 0) throw new Error('even');
            await repository.count();
          }),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
      ]);
    });

    expect(await ids()).toEqual([1, 3]);
  });

  it('lets code inside end only what it began', async () => {
    await rolledBack(async () => {
      const runner = dataSource.createQueryRunner();
      await expect(runner.commitTransaction()).rejects.toThrow();
      await insert(1);
      await runner.release();
      await expect(runner.query('select 1')).rejects.toThrow();
      await runner[Symbol.asyncDispose]();
    });

    expect(await ids()).toEqual([]);
  });

  it('is not committed, and leaves nothing behind, when code inside has not ended what it began', async () => {
    const unended = context.run(async () => {
      await insert(1);
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.manager.insert(Note, { id: 2, text: 'note' });
      await runner.release();
    });
    await expect(unended).rejects.toThrow(EngineFault);
    expect(await ids()).toEqual([]);

    await context.run(() => insert(3));
    await rolledBack(() => insert(4));
    expect(await ids()).toEqual([3]);
  });

  it('is over for what was kept of it', async () => {
    let kept: { query: (sql: string) => Promise<unknown>; connect: () => Promise<unknown> } | undefined;
    let manager: DataSource['manager'] | undefined;
    await context.run(async (transaction) => {
      kept = dataSource.createQueryRunner();
      manager = transaction.manager;
    });

    await expect(kept?.query('select 1')).rejects.toThrow();
    await expect(kept?.connect()).rejects.toThrow();
    await expect(manager?.query('select 1')).rejects.toThrow();
    expect(await dataSource.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('gives late work of its call chain a connection of its own', async () => {
    let end!: () => void;
    const over = new Promise<void>((resolve) => (end = resolve));
    let late: Promise<unknown> | undefined;
    await context.run(async () => {
      late = over.then(() => insert(7));
    });
    end();
    await late;

    expect(await ids()).toEqual([7]);
  });

  it('runs what waits for the commit once, on free connections', async () => {
    const seen: number[][] = [];
    let done: Promise<unknown> = Promise.resolve();
    await context.run(async (outer) => {
      await insert(1);
      await context.run(async (inner) => {
        inner.afterCommit(() => {
          done = ids().then((found) => seen.push(found));
        });
      });
      outer.afterCommit(() => {
        throw new Error('too late to fail');
      });
      expect(seen).toEqual([]);
    });
    await done;

    expect(seen).toEqual([[1]]);
  });

  it('serves more transactions at once than there are connections', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, id) =>
        context.run(async () => {
          await insert(id);
          expect(await repository.countBy({ id })).toBe(1);
        }),
      ),
    );

    expect(await ids()).toHaveLength(30);
  });

  it('is one per DataSource, and can be taken back', async () => {
    expect(TransactionContext.of(dataSource)).toBe(context);

    context.restore();
    try {
      await expect(
        context.run(async () => expect(dataSource.createQueryRunner().isTransactionActive).toBe(false)),
      ).resolves.toBeUndefined();
    } finally {
      context = TransactionContext.of(dataSource);
    }
    await context.run(async () => expect(dataSource.createQueryRunner().isTransactionActive).toBe(true));
  });
});

onDatabases(['pglite', 'postgres'], 'a transaction that PostgreSQL has given up', (database) => {
  const swallow = async () => {
    const db = await database.create();
    const dataSource = await new DataSource(db.options).initialize();
    try {
      const swallowed = TransactionContext.of(dataSource).run(() =>
        dataSource.query('select * from nowhere').catch(() => undefined),
      );
      await expect(swallowed).rejects.toThrow(EngineFault);
    } finally {
      await dataSource.destroy();
      await db.drop();
    }
  };

  it('does not pass for committed', swallow);

  it('does not pass for committed when the driver hears late that it has been given up', async () => {
    const driver = pg.Client.prototype as unknown as { _handleReadyForQuery(message: object): void };
    const { _handleReadyForQuery: hear } = driver;
    const late = jest.spyOn(driver, '_handleReadyForQuery').mockImplementation(function (
      this: typeof driver,
      message,
    ) {
      setImmediate(() => hear.call(this, message));
    });
    await swallow();
    if (database.name === 'postgres') expect(late).toHaveBeenCalled();
    late.mockRestore();
  });
});

onDatabases(['mariadb'], 'a transaction that MariaDB has undone', (database) => {
  it.each<[string, (context: TransactionContext, work: () => Promise<unknown>) => Promise<unknown>]>([
    ['in a savepoint', (context, work) => context.run(work)],
    ['without one', (_, work) => work()],
  ])('because of a deadlock is not gone on with, whoever caught that: %s', async (_, attempt) => {
    const db = await database.create();
    const options = { ...db.options, entities: [notes], synchronize: true } as DataSourceOptions;
    const dataSource = await new DataSource(options).initialize();
    const context = TransactionContext.of(dataSource);
    const repository = dataSource.getRepository(Note);
    const write = (id: number, text: string) => repository.update({ id }, { text });
    try {
      await repository.insert([1, 2].map((id) => ({ id, text: 'note' })));
      const met = { count: 0, all: () => {} };
      const both = new Promise<void>((resolve) => (met.all = resolve));
      const meet = () => {
        met.count += 1;
        if (met.count === 2) met.all();
        return both;
      };

      // Whoever has done less has to give way.
      const other = context.run(async () => {
        await repository.insert(
          Array.from({ length: 50 }, (_, index) => ({ id: 100 + index, text: 'much' })),
        );
        await write(2, 'other');
        await meet();
        await write(1, 'other');
      });
      const mine = context.run(async () => {
        await write(1, 'mine');
        await meet();
        await expect(attempt(context, () => write(2, 'mine'))).rejects.toThrow('Deadlock');
        await repository.insert({ id: 3, text: 'half of it' }).catch(() => undefined);
      });

      await expect(mine).rejects.toThrow(ProcessBusyError);
      await other;
      expect(await repository.find({ where: { text: Not('much') }, order: { id: 'ASC' } })).toEqual([
        { id: 1, text: 'other' },
        { id: 2, text: 'other' },
      ]);
    } finally {
      await dataSource.destroy();
      await db.drop();
    }
  });
});
