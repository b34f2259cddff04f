import { Controller, Get, Module, Param, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import {
  type Activation,
  CurrentActivation,
  End,
  Flow,
  type FlowNode,
  Start,
  WorkerHost,
  WorkflowModule,
  type WorkflowModuleOptions,
  withWorkflow,
} from 'nestflow';
import { onDatabases, onEachDatabase, type TestDatabase } from '../support/databases.js';

@Flow({ data: class {} })
class Plain {
  @Start({ next: 'end' }) start!: FlowNode;
  @End() end!: FlowNode;
}

interface Parts {
  readonly options?: WorkflowModuleOptions;
  readonly flows?: Type[];
  readonly imports?: (DynamicModule | Type)[];
  readonly controllers?: Type[];
  readonly synchronize?: boolean;
}

function create(db: TestDatabase, parts: Parts = {}) {
  const { options, flows = [Plain], imports = [WorkflowModule.forRoot(options)] } = parts;
  const { controllers = [], synchronize = false } = parts;
  return NestFactory.create(
    {
      module: class Application {},
      imports: [
        TypeOrmModule.forRoot(withWorkflow({ ...db.options, synchronize })),
        ...imports,
        WorkflowModule.forFeature(flows),
      ],
      controllers,
    },
    { logger: false, abortOnError: false },
  );
}

onEachDatabase('the boot looks for the tables', (database) => {
  let db: TestDatabase;

  beforeEach(async () => {
    db = await database.create();
  });
  afterEach(async () => {
    await db.drop();
  });

  it('and says how to make them when they are not there', async () => {
    const app = await create(db);
    await expect(app.init()).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: expect.stringMatching(/workflow_.*migrationsRun: true.*migrateSafely/s),
    });
    expect(app.get(WorkerHost).health().running).toBe(false);
    await app.close();
  });

  it('and for their columns: an older version has left fewer', async () => {
    const app = await create(db);
    const dataSource = app.get(DataSource);
    await dataSource.runMigrations();
    await dataSource.query('alter table workflow_event drop column error');
    await expect(app.init()).rejects.toThrow(/error.*migrationsRun: true/s);
    await app.close();
  });

  it('which migrations have made that ran before it started', async () => {
    const app = await create(db);
    await app.get(DataSource).runMigrations();
    await app.init();
    expect(app.get(WorkerHost).health()).toMatchObject({ running: true, error: null });
    await app.close();
  });

  it('and lets an instance without a worker start all the same', async () => {
    const app = await create(db, { options: { worker: false } });
    await app.init();
    await app.get(DataSource).runMigrations();
    expect(await app.get(DataSource).query('select * from workflow_process')).toEqual([]);
    await app.close();
  });
});

onDatabases(['pglite'], 'the boot refuses', (database) => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await database.create();
  });
  afterAll(async () => {
    await db.drop();
  });

  /** What the application says instead of starting. */
  async function refusal(parts: Parts): Promise<{ code?: string; message: string }> {
    const app = await create(db, parts);
    const error = (await app.init().catch((reason: unknown) => reason)) as Error;
    await app.close();
    return error;
  }

  it('options that are none, and an access policy without methods, in one report', async () => {
    const options = {
      acces: 'x',
      access: class {},
      worker: { concurency: 1 },
      live: { beat: '1s' },
    } as unknown as WorkflowModuleOptions;
    const { code, message } = await refusal({ options });
    expect(code).toBe('configuration-invalid');
    expect(message).toContain("no option 'acces': did you mean 'access'?");
    expect(message).toContain("no option 'worker.concurency': did you mean 'worker.concurrency'?");
    expect(message).toContain("no option 'live.beat'");
    expect(message).toContain('has no method user, can, permissionsOf, find, names');
  });

  it('them together with the mistakes of flows', async () => {
    @Flow({ data: class {}, summary: '{{ process' })
    class Wrong {
      @Start({ form: { text: 'x' } as never, next: 'end' }) start!: FlowNode;
      @End() end!: FlowNode;
    }
    const options = { acces: 'x' } as WorkflowModuleOptions;
    const { code, message } = await refusal({ options, flows: [Wrong] });
    expect(code).toBe('definition-invalid');
    expect(message).toContain('found 3 mistakes');
    expect(message).toContain("no option 'acces'");
    expect(message).toContain("'form' of 'start': expected a class");
    expect(message).toContain('summary of the flow is no Liquid template');
  });

  it('forRoot twice, which would make two engines and two workers', async () => {
    const { message } = await refusal({ imports: [WorkflowModule.forRoot(), WorkflowModule.forRoot()] });
    expect(message).toContain('WorkflowModule.forRoot is imported 2 times: import it once');
  });

  it('no module that is imported in two places: Nest makes it once', async () => {
    const once = WorkflowModule.forRoot({ worker: false });
    @Module({ imports: [once] })
    class Orders {}
    const app = await create(db, { imports: [once, Orders] });
    await expect(app.init()).resolves.toBe(app);
    await app.close();
  });

  it('a route that takes an activation and is under none', async () => {
    @Controller('claims')
    class Stray {
      @Get(':taskId') show(@Param('taskId') _id: string, @CurrentActivation() activation: Activation) {
        return activation.task.id;
      }
      @Get() list() {
        return [];
      }
    }
    const { message } = await refusal({ controllers: [Stray] });
    expect(message).toContain(
      'Stray.show takes @CurrentActivation(), but is not under @UseActivation: add @UseActivation(TheFlow)',
    );
    expect(message).not.toContain('Stray.list');
  });
});
