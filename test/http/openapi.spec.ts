import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FlowViewset, WorkflowModule, workflowEntities, WorkflowViewset } from 'nestflow';
import { CancelTaskController } from '../../apps/demo/src/flows/hello-world/cancel-task.controller.js';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of it
  readonly requestBody?: any;
  readonly responses: Record<string, unknown>;
}

onDatabases(['pglite'], 'OpenAPI', (database) => {
  let db: TestDatabase;
  let document: OpenAPIObject;

  beforeAll(async () => {
    db = await database.create();
    const app = await NestFactory.create(
      {
        module: class OpenApiModule {},
        imports: [
          TypeOrmModule.forRoot({ ...db.options, entities: workflowEntities('postgres') }),
          WorkflowModule.forRoot({ worker: false }),
          WorkflowModule.forFeature([HelloWorldFlow, ClaimFlow]),
        ],
        controllers: [
          CancelTaskController,
          FlowViewset(ClaimFlow, { path: 'claims' }),
          ...WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow, ClaimFlow] }),
        ],
        providers: [World],
      },
      { logger: false },
    );
    document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    await app.close();
  });
  afterAll(() => db.drop());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods as Record<string, Operation>).map((operation) => ({ path, operation })),
    );
  const bodyOf = (path: string, method: 'post' | 'put' = 'post') =>
    (document.paths[path]?.[method] as Operation | undefined)?.requestBody?.content['application/json']
      .schema;

  it('says where a browser gets a page instead of JSON', () => {
    const answers = (path: string, method: 'get' | 'post', status: number) => {
      const { responses } = document.paths[path]?.[method] as Operation;
      return (responses[status] as { content: Record<string, object> }).content;
    };
    for (const path of ['/workflow/inbox', '/claims/start/{node}', '/claims/{processId}/{node}/{taskId}']) {
      expect(answers(path, 'get', 200)).toEqual({
        'application/json': {
          schema: { $ref: expect.stringMatching(/^#\/components\/schemas\/Workflow\w+$/) },
        },
        'text/html': { schema: { type: 'string' } },
      });
    }
    expect(Object.keys(answers('/claims/start/{node}', 'post', 201))).toEqual(['application/json']);
  });

  it('names every operation once and every parameter of every path', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const named = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect([path, [...named].sort()]).toEqual([
        path,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
      ]);
    }
  });

  it('leads every reference somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    const missing = references
      .map(([, name]) => name as string)
      .filter((name) => !document.components?.schemas?.[name]);
    expect(references.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
    expect(Object.keys(document.components?.schemas?.['WorkflowTask'] as object)).toContain('properties');
  });

  it('shows the forms of starts and tasks, with their nodes', () => {
    expect(bodyOf('/workflow/hello-world/start/{node}')).toEqual({
      title: 'New message',
      type: 'object',
      properties: { text: { type: 'string', minLength: 1, maxLength: 50 } },
      required: ['text'],
      additionalProperties: false,
    });
    expect(bodyOf('/claims/start/{node}').properties.amount).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
    });
    expect(bodyOf('/claims/{processId}/{node}/{taskId}/execute').properties.decision.enum).toEqual([
      'pay',
      'refuse',
    ]);
    expect(JSON.stringify(document.paths['/claims/start/{node}'])).toContain('"enum":["file"]');
  });

  it('tells every refusal of what changes something, and nothing of flows the code does not have', () => {
    for (const { operation } of operations().filter(({ operation }) =>
      operation.operationId.endsWith('_execute'),
    )) {
      expect(Object.keys(operation.responses)).toEqual([
        '200',
        '400',
        '401',
        '403',
        '404',
        '409',
        '415',
        '423',
      ]);
    }
    expect(Object.keys(document.paths).filter((path) => path.includes('{flow}'))).toEqual([]);
    expect(operations().some(({ operation }) => operation.operationId === 'WorkflowViewset_inbox')).toBe(
      true,
    );
  });
});
