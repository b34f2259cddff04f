import { Controller, Get, HttpCode, Post, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import {
  Activation,
  Call,
  CurrentActivation,
  FlowViewset,
  UseActivation,
  ViewsetCall,
  WorkflowViewset,
} from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

class ClaimViewset extends FlowViewset(ClaimFlow) {
  @Get('mine')
  mine(@Call() call: ViewsetCall) {
    return { same: call instanceof ViewsetCall, user: call.user.id };
  }
}

@Controller('own/:taskId')
@UseActivation(ClaimFlow)
class OwnController {
  @Post('assign')
  @HttpCode(200)
  async assign(@CurrentActivation() activation: Activation) {
    await activation.assign();
    return { same: activation instanceof Activation, owner: activation.task.owner };
  }
}

/** As strict as it gets: looks at what parameter decorators give, and makes copies of it. */
const strict = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  validateCustomDecorators: true,
});

onDatabases(['pglite'], 'a pipe that an application has for all routes', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['boss'] = '*';
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ClaimFlow],
      controllers: [...WorkflowViewset({ path: 'workflow', flows: [ClaimViewset] }), OwnController],
      providers: [{ provide: APP_PIPE, useValue: strict }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('leaves calls and activations as they are', async () => {
    const boss = app.as('boss');
    expect((await boss.get('/workflow/claim/mine')).body).toEqual({ same: true, user: 'boss' });
    const started = await boss.post('/workflow/claim/start/file', { amount: 1 });
    expect(started.status).toBe(201);
    const [task] = started.body.next as { id: string }[];
    expect((await boss.post(`/own/${task?.id ?? ''}/assign`)).body).toEqual({ same: true, owner: 'boss' });
  });
});
