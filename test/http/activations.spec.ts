import { Body, Controller, Get, HttpCode, Next, Param, Post, Req, Res, Sse, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { delay, of } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Activation,
  type ConfigurationError,
  CurrentActivation,
  UseActivation,
  type WorkflowError,
  WorkerHost,
  type WorkerOptions,
  WorkflowModule,
  WorkflowService,
  workflowEntities,
  WorkflowViewset,
} from 'nestflow';
import { CancelTaskController } from '../../apps/demo/src/flows/hello-world/cancel-task.controller.js';
import { type HelloWorld } from '../../apps/demo/src/flows/hello-world/hello-world.js';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onDatabases, onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp } from './support/http-app.js';

@Controller('work/:processId/:taskId')
@UseActivation(HelloWorldFlow)
class WorkController {
  @Get() show(@Req() { activation }: { activation: Activation<HelloWorld> }) {
    return { node: activation.node.name, text: activation.process.data.text };
  }

  @Post('assign') @HttpCode(200) assign(@CurrentActivation() activation: Activation<HelloWorld>) {
    return activation.assign();
  }

  @Post('slowly') @HttpCode(200) slowly(@CurrentActivation() activation: Activation<HelloWorld>) {
    activation.process.data.text = 'slowly';
    return of({ text: activation.process.data.text }).pipe(delay(50));
  }

  @Post('note')
  @HttpCode(200)
  async note(@CurrentActivation() activation: Activation<HelloWorld>, @Body() body: { fail?: boolean }) {
    activation.process.data.text = 'changed';
    await activation.flush();
    await activation.manager.query(
      `update workflow_task set external_id = 'mine' where id = '${activation.task.id}'`,
    );
    if (body.fail) throw new Error('after all');
    return { ok: true };
  }

  @Post('passthrough')
  @HttpCode(200)
  async passthrough(
    @CurrentActivation() activation: Activation<HelloWorld>,
    @Res({ passthrough: true }) response: { setHeader(name: string, value: string): void },
  ) {
    response.setHeader('x-text', activation.process.data.text);
    await sleep(20);
    return {};
  }
}

@Controller('approve/:taskId')
@UseActivation(HelloWorldFlow, 'approve')
class ApproveController {
  @Get() show(@CurrentActivation() activation: Activation<HelloWorld>, @Param('taskId') id: string) {
    return { same: activation.task.id === id };
  }
}

/** Reads tasks without a lock, and tries to do more than that. */
@Controller('look/:taskId')
class LookController {
  constructor(private readonly workflow: WorkflowService) {}

  @Get() show(@Param('taskId') id: string) {
    return this.workflow.look(id, { user: { id: 'manager' } }, async (activation) => {
      const said = async (work: () => Promise<unknown>) =>
        work().then(
          () => 'done',
          (error: unknown) => (error as WorkflowError).code,
        );
      activation.task.priority = 9;
      return {
        actions: await activation.allowedTransitions(),
        assign: await said(() => activation.assign()),
        flush: await said(() => activation.flush()),
        turn: await said(() => activation.inTurn('all', [1, 2])),
      };
    });
  }
}

@Controller('claims/:taskId')
@UseActivation(ClaimFlow)
class ClaimController {
  @Get() show() {
    return {};
  }
}

onEachDatabase('controllers with an activation', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow, ClaimFlow],
      controllers: [
        WorkController,
        ApproveController,
        ClaimController,
        LookController,
        CancelTaskController,
        ...WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow, ClaimFlow] }),
      ],
      providers: [{ provide: World, useValue: { say: () => undefined } }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const start = async () => {
    const { body } = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const { id, processId } = body.next[0];
    return { id, processId, work: `/work/${processId}/${id}`, startTask: body.task.id as string };
  };

  it('gives the handler the activation, also as request.activation', async () => {
    const { work, id } = await start();
    expect(await app.as('manager').get(work)).toMatchObject({
      status: 200,
      body: { node: 'approve', text: 'Hi' },
    });
    expect((await app.as('manager').get(`/approve/${id}`)).body).toEqual({ same: true });
    expect((await app.as('manager').post(`${work}/assign`)).status).toBe(200);
    expect((await app.as('manager').get('/workflow/inbox?limit=1')).body.items[0].id).toBe(id);
  });

  it('looks at a task without its lock: told what could be done, it does nothing', async () => {
    const { id } = await start();
    const before = await app.stored();
    const { body } = await app.as('manager').get(`/look/${id}`);
    expect(body).toMatchObject({ assign: 'engine-fault', flush: 'engine-fault', turn: 'engine-fault' });
    expect(body.actions).toEqual(expect.arrayContaining(['assign', 'cancel']));
    expect(await app.stored()).toBe(before);
    expect((await app.as('manager').get('/look/x')).body.code).toBe('not-found');
  });

  it('B77 refuses what another site lets a browser send, and changes nothing', async () => {
    const { work, id } = await start();
    const hostile = { 'sec-fetch-site': 'cross-site' };
    const text = { ...hostile, 'content-type': 'text/plain' };
    expect(await app.as('manager').post(`${work}/assign`, undefined, hostile)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await app.as('manager').post(`${work}/assign`, '{}', text)).status).toBe(403);
    const { body } = await app.as('manager').get('/workflow/queue?sort=-createdAt');
    expect(body.items.map((task: { id: string }) => task.id)).toContain(id);
    expect((await app.as('manager').post(`${work}/assign`, {}, hostile)).status).toBe(200);
  });

  it('B73 answers after the commit, observables included', async () => {
    const { work, processId } = await start();
    const answer = await app.as('manager').post(`${work}/slowly`);
    expect(answer).toMatchObject({ status: 200, body: { text: 'slowly' } });
    const process = await app.as('manager').get(`/workflow/hello-world/${processId}`);
    expect(process.body.data.text).toBe('slowly');
    const passed = await app.as('manager').post(`${work}/passthrough`);
    expect(passed.headers.get('x-text')).toBe('slowly');
  });

  it("B71 the handler's own writes commit and roll back with the transition", async () => {
    const { work, id, processId } = await start();
    const stored = async () => {
      const [row] = await app.dataSource.query<{ external_id: string | null }[]>(
        `select external_id from workflow_task where id = '${id}'`,
      );
      const process = await app.as('manager').get(`/workflow/hello-world/${processId}`);
      return [row?.external_id, process.body.data.text];
    };
    expect((await app.as('manager').post(`${work}/note`, { fail: true })).status).toBe(500);
    expect(await stored()).toEqual([null, 'Hi']);
    expect((await app.as('manager').post(`${work}/note`, {})).status).toBe(200);
    expect(await stored()).toEqual(['mine', 'changed']);
  });

  it('B21 answers 404 for another flow, node or process, for what is invisible, and 401 without a user', async () => {
    const one = await start();
    const other = await start();
    for (const [user, path] of [
      ['manager', `/claims/${one.id}`],
      ['manager', `/approve/${one.startTask}`],
      ['manager', `/work/${other.processId}/${one.id}`],
      ['bob', one.work],
      ['manager', '/work/x/y'],
      ['manager', `/approve/%00`],
    ] as const) {
      expect(await app.as(user).get(path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    expect(await app.as(undefined).get(one.work)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  it("the demo's own controller cancels once, and only for managers", async () => {
    const { id, processId } = await start();
    const cancel = (user: string) => app.as(user).post(`/tasks/${processId}/${id}/cancel`);
    expect((await cancel('employee')).status).toBe(403);
    expect((await cancel('manager')).body).toEqual({ canceled: id });
    expect((await cancel('manager')).body).toEqual({ redirect: '/' });
  });

  it('B19 an Idempotency-Key replays here, too', async () => {
    const { id, processId } = await start();
    const cancel = () =>
      app.as('manager').post(`/tasks/${processId}/${id}/cancel`, undefined, { 'idempotency-key': 'cancel' });
    await cancel();
    const again = await cancel();
    expect(again.body).toEqual({ canceled: id });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });
});

onDatabases(['postgres', 'mariadb'], 'a process that another transaction holds', (database) => {
  it('B69 answers 423 with Retry-After, and nothing has changed', async () => {
    const db = await database.create();
    const app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: () => undefined } }],
    });
    try {
      const { body } = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
      const before = await app.stored();
      const other = app.dataSource.createQueryRunner();
      await other.startTransaction();
      await other.query('select id from workflow_process for update');
      const busy = await app.as('manager').post(`${body.next[0].url}/assign`);
      expect(busy).toMatchObject({ status: 423, body: { statusCode: 423, code: 'process-busy' } });
      expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
      await other.rollbackTransaction();
      await other.release();
      expect(await app.stored()).toBe(before);
      expect((await app.as('manager').post(`${body.next[0].url}/assign`)).status).toBe(200);
    } finally {
      await app.close();
      await db.drop();
    }
  });
});

onDatabases(['pglite'], 'the boot', (database) => {
  /** How an application that is set up wrongly fails to start, and whether its worker runs then. */
  async function refusal({ controllers, worker }: { controllers: Type[]; worker?: WorkerOptions }) {
    const db = await database.create();
    const app = await NestFactory.create(
      {
        module: class Wrong {},
        imports: [
          TypeOrmModule.forRoot({ ...db.options, entities: workflowEntities('postgres') }),
          WorkflowModule.forRoot({ worker }),
          WorkflowModule.forFeature([HelloWorldFlow]),
        ],
        controllers,
        providers: [World],
      },
      { logger: false, abortOnError: false },
    );
    const error = (await app.init().catch((reason: unknown) => reason)) as ConfigurationError;
    const { running } = app.get(WorkerHost, { strict: false }).health();
    await app.close();
    await db.drop();
    expect(error).toMatchObject({ code: 'configuration-invalid' });
    return { message: error.message, running };
  }

  it('refuses every handler that would answer before the commit, all at once', async () => {
    @Controller('wrong/:taskId')
    @UseActivation(HelloWorldFlow)
    class WrongController {
      @Get('raw') raw(@Res() response: object) {
        return void response;
      }
      @Get('next') next(@Next() next: object) {
        return void next;
      }
      @Sse('stream') stream() {
        return of({});
      }
      @Get('fine') fine(@Res({ passthrough: true }) response: object) {
        return void response;
      }
    }
    @Controller('lost')
    @UseActivation(ClaimFlow)
    class LostController {
      @Get(':id') lost() {
        return {};
      }
    }
    const controllers = [
      WrongController,
      LostController,
      ...WorkflowViewset({ path: 'w', flows: [ClaimFlow] }),
    ];
    const { message } = await refusal({ controllers });
    expect(message).toContain('WrongController.raw takes @Res()');
    expect(message).toContain('WrongController.next takes @Next()');
    expect(message).toContain('WrongController.stream is @Sse()');
    expect(message).not.toContain('WrongController.fine');
    expect(message).toContain(`LostController.lost has no ':taskId' in its route 'lost/:id'`);
    expect(message).toContain('LostController.lost uses ClaimFlow, which is not registered');
    expect(message).toContain('shows ClaimFlow, which is not registered');
  });

  it('is refused before anything runs, with the mistakes of the worker as well', async () => {
    @Controller('lost')
    @UseActivation(ClaimFlow)
    class LostController {
      @Get(':taskId') lost() {
        return {};
      }
    }
    const controllers = [LostController];
    const alone = await refusal({ controllers });
    expect(alone.message).toContain('LostController.lost uses ClaimFlow');
    expect(alone.running).toBe(false);

    const both = await refusal({ controllers, worker: { queues: ['default', 'post'] } });
    expect(both.message).toContain('LostController.lost uses ClaimFlow');
    expect(both.message).toContain("the worker is to work on the queue 'post', but there are default");
    expect(both.running).toBe(false);
  });
});
