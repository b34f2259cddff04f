import {
  type CanActivate,
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  Module,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Call, FlowViewset, ViewsetCall, WorkflowModule, workflowEntities, WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { client, HeaderAccess, type HttpApp, startHttpApp, USERS } from './support/http-app.js';

@Injectable()
class NotBob implements CanActivate {
  canActivate(context: { switchToHttp(): { getRequest<T>(): T } }) {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-user'] === 'bob') throw new ForbiddenException({ by: 'guard' });
    return true;
  }
}

@UseGuards(NotBob)
@Controller('claims')
class ClaimViewset extends FlowViewset(ClaimFlow) {
  constructor(private readonly world: World) {
    super();
  }

  /** Overrides without decorators. */
  override async process(call: ViewsetCall, processId: string) {
    return { ...(await super.process(call, processId)), seenBy: call.user.id };
  }

  @Get('report')
  report(@Call() call: ViewsetCall) {
    return { user: call.user.id, flow: call.flow.name, world: typeof this.world.say };
  }
}

class HelloViewset extends FlowViewset(HelloWorldFlow) {
  override board(call: ViewsetCall): never {
    return { mine: call.flow.name } as never;
  }

  @Get('greetings')
  greetings(@Call() call: ViewsetCall) {
    return { user: call.user.id };
  }
}

onDatabases(['pglite'], 'viewsets', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['boss'] = ['claim.manage'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow, ClaimFlow],
      controllers: [
        ClaimViewset,
        FlowViewset(HelloWorldFlow, { path: 'hello' }),
        ...WorkflowViewset({ path: '/all/of/it/', flows: [HelloViewset] }),
      ],
      providers: [{ provide: World, useValue: { say: () => undefined } }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('a lone flow has its lists and processes directly under its path', async () => {
    const { body } = await app.as('employee').post('/hello/start/start', { text: 'Hi' });
    expect(body.process.url).toBe(`/hello/${body.process.id}`);
    expect(body.next[0].url).toBe(`/hello/${body.process.id}/approve/${body.next[0].id}`);
    await app.as('manager').post(`${body.next[0].url}/assign`);
    expect((await app.as('manager').get('/hello/inbox')).body.items).toMatchObject([{ flow: 'hello-world' }]);
    expect((await app.as('manager').get('/claims/inbox')).body.items).toEqual([]);
    expect((await app.as('manager').get('/hello')).body).toMatchObject({
      name: 'hello-world',
      starts: [{ node: 'start', allowed: false, url: '/hello/start/start' }],
      counts: { inbox: 1 },
      nodes: [{ node: 'approve', counts: { ASSIGNED: 1 } }],
    });
    expect((await app.as('admin').get(`/claims/${body.process.id}`)).status).toBe(404);
  });

  it('a class that extends a viewset overrides routes, adds guards, routes and dependencies', async () => {
    expect(await app.as('bob').get('/claims/start/file')).toMatchObject({
      status: 403,
      body: { by: 'guard' },
    });
    const { body } = await app.as('boss').post('/claims/start/file', { amount: 1 });
    expect((await app.as('boss').get(body.process.url)).body).toMatchObject({
      id: body.process.id,
      seenBy: 'boss',
      tasks: [{}, { actions: ['assign', 'cancel'] }],
    });
    expect((await app.as('boss').get('/claims/report')).body).toEqual({
      user: 'boss',
      flow: 'claim',
      world: 'function',
    });
    expect((await app.as('boss').get('/claims/processes')).body.items).toHaveLength(1);
    expect((await app.as(undefined).get('/claims/report')).status).toBe(401);
  });

  it('a viewset of several flows takes such classes and shows no flow it was not given', async () => {
    expect((await app.as('admin').get('/all/of/it/hello-world')).body).toEqual({ mine: 'hello-world' });
    expect((await app.as('admin').get('/all/of/it/hello-world/greetings')).body).toEqual({ user: 'admin' });
    expect((await app.as('admin').get('/all/of/it/claim')).status).toBe(404);
    const { flows } = (await app.as('admin').get('/all/of/it')).body;
    expect(flows).toMatchObject([{ name: 'hello-world', url: '/all/of/it/hello-world' }]);
    await app.as('boss').post('/claims/start/file', { amount: 1 });
    const tasks = (await app.as('admin').get('/all/of/it/queue')).body.items as { flow: string }[];
    expect(tasks.every(({ flow }) => flow === 'hello-world')).toBe(true);
  });

  it('answers depend on who asks: caches between keep none, and a browser asks again', async () => {
    for (const [user, path] of [
      ['employee', '/all/of/it'],
      ['employee', '/all/of/it/hello-world/start/start'],
      [undefined, '/all/of/it/queue'],
    ] as const) {
      const { headers } = await app.as(user).get(path);
      expect([path, headers.get('cache-control')]).toEqual([path, 'private, no-cache']);
    }
  });

  it('a path may be written with slashes around it', async () => {
    const start = await app.as('employee').get('/all/of/it/hello-world/start/start');
    expect(start.status).toBe(200);
    expect((await app.as('employee').get('/all/of/it/gone/processes')).body.code).toBe('not-found');
  });

  it('addresses include global prefix, version and the parameters of the path', async () => {
    const own = await database.create();
    @Module({
      imports: [
        TypeOrmModule.forRoot({
          ...own.options,
          entities: workflowEntities('postgres'),
          synchronize: true,
        }),
        WorkflowModule.forRoot({ access: HeaderAccess, worker: false }),
        WorkflowModule.forFeature([ClaimFlow]),
      ],
      controllers: WorkflowViewset({ path: 'tenants/:tenant/work', flows: [ClaimFlow] }),
    })
    class PrefixedModule {}
    const prefixed = await NestFactory.create(PrefixedModule, { logger: false });
    prefixed.setGlobalPrefix('v1/api');
    await prefixed.listen(0, '127.0.0.1');
    const api = client(await prefixed.getUrl(), 'bob');
    const base = '/v1/api/tenants/big%20one/work';
    const { body } = await api.post(`${base}/claim/start/file`, { amount: 1 });
    expect(body.process.url).toBe(`${base}/claim/${body.process.id}`);
    expect((await api.get(body.process.url)).status).toBe(200);
    expect((await api.get(base)).body.flows).toMatchObject([{ url: `${base}/claim` }]);
    expect(await api.post(`${base}/claim/start/file`, '{')).toMatchObject({
      status: 400,
      body: { code: 'input-invalid' },
    });
    await prefixed.close();
    await own.drop();
  });
});
