import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { onDatabases, onEachDatabase, type TestDatabase } from './databases.js';
import { until } from './until.js';

@Entity('counter')
class Counter {
  @PrimaryColumn({ type: 'varchar', length: 20 }) id!: string;
  @Column({ type: 'int' }) value!: number;
}

onEachDatabase('a test database', (database) => {
  let db: TestDatabase;
  let source: DataSource;

  beforeEach(async () => {
    db = await database.create();
    source = await connect(db);
  });

  afterEach(async () => {
    await source.destroy();
    await db.drop();
  });

  it.each(['first', 'second'])('is empty and takes what TypeORM writes (%s)', async (id) => {
    expect(await source.manager.count(Counter)).toBe(0);
    await source.manager.save(Counter, { id, value: 1 });
    expect(await source.manager.findOneByOrFail(Counter, { id })).toEqual({ id, value: 1 });
  });

  it('rolls back what failed', async () => {
    const failing = source.transaction(async (manager) => {
      await manager.insert(Counter, { id: 'a', value: 1 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await source.manager.count(Counter)).toBe(0);
  });

  it('can be connected to again', async () => {
    await source.destroy();
    source = await connect(db);
    expect(await source.manager.count(Counter)).toBe(0);
  });

  it('loses no locked increment', async () => {
    await source.manager.insert(Counter, { id: 'a', value: 0 });
    await Promise.all(Array.from({ length: 20 }, () => increment(source)));
    expect(await source.manager.findOneBy(Counter, { id: 'a' })).toMatchObject({ value: 20 });
  });
});

onDatabases(['postgres', 'mariadb'], 'two transactions with FOR UPDATE', (database) => {
  it('exclude each other', async () => {
    const db = await database.create();
    const source = await connect(db);
    await source.manager.insert(Counter, { id: 'a', value: 0 });
    const order: string[] = [];

    const first = source.transaction(async (manager) => {
      await lock(manager, 'a');
      order.push('first has the lock');
      const second = source.transaction(async (other) => {
        await lock(other, 'a');
        order.push('second has the lock');
      });
      await somebodyWaits(source);
      order.push('first commits');
      return { second };
    });
    await (
      await first
    ).second;

    expect(order).toEqual(['first has the lock', 'first commits', 'second has the lock']);
    await source.destroy();
    await db.drop();
  });
});

function connect(db: TestDatabase): Promise<DataSource> {
  return new DataSource({ ...db.options, entities: [Counter], synchronize: true }).initialize();
}

function lock(manager: DataSource['manager'], id: string): Promise<Counter> {
  return manager.findOneOrFail(Counter, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

const WAITS = {
  postgres: `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  mariadb: `select count(*) as count from information_schema.innodb_trx trx
join information_schema.processlist process on process.id = trx.trx_mysql_thread_id
where process.db = database() and trx.trx_state = 'LOCK WAIT'`,
};

/** MariaDB tells anew what transactions do when nobody has asked for a tenth of a second. */
const ANEW = 150;

/** Resolves when a transaction of this database waits for a lock. */
async function somebodyWaits(source: DataSource): Promise<void> {
  const waits = source.options.type === 'postgres' ? WAITS.postgres : WAITS.mariadb;
  await until(
    () => source.query<{ count: string | number }[]>(waits),
    ([row]) => Number(row?.count) > 0,
    { every: ANEW },
  );
}

function increment(source: DataSource): Promise<unknown> {
  return source.transaction(async (manager) => {
    const counter = await lock(manager, 'a');
    await manager.update(Counter, { id: 'a' }, { value: counter.value + 1 });
  });
}
