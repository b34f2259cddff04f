import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  Scope,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { NestFactory, REQUEST } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import {
  AccessPolicy,
  type Activation,
  CurrentActivation,
  End,
  Flow,
  type FlowNode,
  RequestUserAccess,
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

@Injectable({ scope: Scope.REQUEST })
class OfRequest {}

@Injectable({ scope: Scope.REQUEST })
class ScopedAccess extends RequestUserAccess {
  constructor(@Inject(REQUEST) readonly request: unknown) {
    super();
  }
}

class Staff {}

@Injectable()
class StaffAccess extends RequestUserAccess {
  constructor(readonly staff: Staff) {
    super();
  }
}

interface Parts {
  readonly options?: WorkflowModuleOptions;
  readonly flows?: Type[];
  readonly imports?: (DynamicModule | Type)[];
  readonly controllers?: Type[];
  readonly providers?: Type[];
  readonly synchronize?: boolean;
}

function create(db: TestDatabase, parts: Parts = {}) {
  const { options, flows = [Plain], imports = [WorkflowModule.forRoot(options)] } = parts;
  const { controllers = [], providers = [], synchronize = false } = parts;
  return NestFactory.create(
    {
      module: class Application {},
      imports: [
        TypeOrmModule.forRoot(withWorkflow({ ...db.options, synchronize })),
        ...imports,
        WorkflowModule.forFeature(flows),
      ],
      controllers,
      providers,
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

  it('pages whose templates or time zone are not there', async () => {
    const { code, message } = await refusal({
      options: { pages: { templates: ['test', 'no-such-folder'], zone: 'Mars/Olympus' } },
    });
    expect(code).toBe('configuration-invalid');
    expect(message).toContain(
      `pages.templates names 'no-such-folder', but there is no folder ${resolve('no-such-folder')}`,
    );
    expect(message).not.toContain("names 'test'");
    expect(message).toContain("pages.zone is 'Mars/Olympus', which is no time zone");
  });

  it('templates of pages that cannot be parsed, or fill blocks there are not, all in one report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nestflow-boot-'));
    const templates = {
      'fine.liquid':
        "{% layout 'lib:nestflow/task.liquid' %}{% block content %}{% block mine %}{% endblock %}{% endblock %}",
      'base.liquid':
        "{% layout 'lib:nestflow/base.liquid' %}{% block foot %}{% block legal %}{% endblock %}{% endblock %}",
      'own-base.liquid': "{% layout 'base.liquid' %}{% block legal %}{% endblock %}",
      'no-layout.liquid': '{% block anything %}{% endblock %}',
      'dynamic.liquid': '{% layout page.layout %}{% block anything %}{% endblock %}',
      'own-layout.liquid': "{% layout 'nowhere.liquid' %}{% block anything %}{% endblock %}",
      'open.liquid': '<p>\n{% if task %}open',
      'claim/review/task.liquid': '\n\n{{ task.title | upercase }}',
      'parts/status.liquid': '{{ status.text ',
      'claim/tasks.liquid':
        "{% layout 'lib:nestflow/tasks.liquid' %}\n{% if page %}{% block cels %}{% endblock %}{% endif %}",
      'inbox.liquid': "{% layout 'lib:nestflow/inbox.liquid' %}\n{% block nonesuch %}{% endblock %}",
      'notes.txt': '{% if %}',
    };
    for (const [name, content] of Object.entries(templates)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const pages = { templates: folder, zone: 'Mars/Olympus' };
    const { code, message } = await refusal({ options: { pages } }).finally(() =>
      rmSync(folder, { recursive: true }),
    );
    expect(code).toBe('configuration-invalid');
    const at = (name: string) => `the template ${join(folder, name)}`;
    const lines = message.split('\n').slice(1);
    expect(lines).toHaveLength(6);
    expect(lines).toEqual(
      expect.arrayContaining([
        `  - ${at('open.liquid')}:2 cannot be parsed: tag {% if task %} not closed`,
        `  - ${at('claim/review/task.liquid')}:3 cannot be parsed: undefined filter: upercase`,
        `  - ${at('parts/status.liquid')}:1 cannot be parsed: output "{{ status.text " not closed`,
        `  - ${at('claim/tasks.liquid')}:2 fills the block 'cels', which its layout does not have: did you mean 'cells'?`,
        expect.stringMatching(
          /inbox\.liquid:2 fills the block 'nonesuch', which its layout does not have: those it has are above, actions, brand,.* nothing,/,
        ),
        expect.stringContaining('pages.zone'),
      ]),
    );
  });

  it('a flow and an access policy that would be made for each request', async () => {
    @Flow({ data: class {} })
    class Asking {
      constructor(readonly request: OfRequest) {}
      @Start({ next: 'end' }) start!: FlowNode;
      @End() end!: FlowNode;
    }
    const expected = /Asking to be one instance.*request-scoped.*Jobs and timers have no request/;
    for (const providers of [[OfRequest], [OfRequest, Asking]]) {
      expect(await refusal({ flows: [Asking], providers })).toMatchObject({
        code: 'configuration-invalid',
        message: expect.stringMatching(expected),
      });
    }
    await expect(create(db, { options: { access: ScopedAccess } })).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: expect.stringContaining('Expected ScopedAccess to be one instance'),
    });
  });

  it('no access policy whose dependencies some module of the application knows', async () => {
    @Module({ providers: [Staff], exports: [Staff] })
    class Personnel {}
    const beside = { options: { access: StaffAccess, worker: false as const }, providers: [Staff] };
    const within = {
      imports: [
        WorkflowModule.forRootAsync({
          imports: [Personnel],
          useFactory: () => ({ access: StaffAccess, worker: false as const }),
        }),
      ],
    };
    const elsewhere = {
      options: beside.options,
      imports: [WorkflowModule.forRoot(beside.options), Personnel],
    };
    for (const parts of [beside, within, elsewhere]) {
      const app = await create(db, parts);
      expect(app.get(AccessPolicy)).toMatchObject({ staff: expect.any(Staff) });
      await app.close();
    }
    await expect(create(db, { options: beside.options })).rejects.toThrow(
      /dependencies of the StaffAccess.*available in the Application module/,
    );
  });

  it('no options that withWorkflow was asked for twice', async () => {
    const once = withWorkflow(db.options);
    const twice = withWorkflow(once);
    expect(twice.entities).toHaveLength(once.entities?.length as number);
    expect(twice.migrations).toEqual(once.migrations);
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
