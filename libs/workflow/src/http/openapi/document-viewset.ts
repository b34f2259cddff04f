import type { Type } from '@nestjs/common';
import { compileFlows } from '../../definition/compile.js';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { FlowClass } from '../../definition/flow-node.js';
import type { GraphNode } from '../../definition/node-kind.js';
import { DefinitionError } from '../../errors.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import { formSchema } from '../answers/form-schema.js';
import { pathsOf } from '../route-metadata.js';
import type { Pages } from '../viewset/pages-port.js';
import type { ViewsetScope } from '../viewset/viewset-scope.js';
import { models, type Models } from './models.js';
import { ROUTE_DOCS, type BodyDoc, type RouteDoc } from './route-docs.js';
import { swagger, type Swagger } from './swagger.js';

/** What can go wrong with any route, and with those that change something. */
const REFUSALS = {
  400: 'Invalid',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not there, or not yours to see',
};
const CHANGE_REFUSALS = {
  409: 'Not in a state for that',
  415: 'Not JSON',
  423: 'Busy: try again after Retry-After',
};

const documented = new WeakSet<object>();

/** Describes the routes of a viewset for OpenAPI, when `@nestjs/swagger` is installed. */
export function documentViewset(
  controller: Type,
  scope: ViewsetScope,
  routes: readonly string[],
  pages?: Pick<Pages, 'has'>,
): void {
  if (!swagger || documented.has(controller)) return;
  documented.add(controller);
  if (scope.part === 'unknown-flow') {
    swagger.ApiExcludeController()(controller);
    return;
  }
  const flow = scope.flow && compiled(scope.flow);
  swagger.ApiTags(flow?.title ?? 'Workflow')(controller);
  swagger.ApiExtraModels(...(Object.values(models(swagger)) as Type[]))(controller);
  for (const name of routes) {
    const doc = ROUTE_DOCS[name];
    const method = Object.getOwnPropertyDescriptor(controller.prototype, name);
    if (!doc || !method) continue;
    for (const decorate of routeDecorators(swagger, doc, {
      flow,
      name,
      paths: pathsOf(method.value as object),
      page: pages?.has(name) ?? false,
    })) {
      decorate(controller.prototype as object, name, method);
    }
  }
}

/** A flow with mistakes is not described; the boot says what they are. */
function compiled(flow: FlowClass): CompiledFlow | undefined {
  try {
    return compileFlows([flow], { alone: true })[0];
  } catch (error) {
    if (error instanceof DefinitionError) return undefined;
    throw error;
  }
}

interface Route {
  readonly flow: CompiledFlow | undefined;
  readonly name: string;
  readonly paths: readonly string[];
  /** Browsers get a page. */
  readonly page: boolean;
}

function routeDecorators(
  { ApiOperation, ApiParam, ApiQuery, ApiBody, ApiHeader, ApiResponse }: Swagger,
  doc: RouteDoc,
  { flow, name, paths, page }: Route,
): MethodDecorator[] {
  const made = models(swagger as Swagger);
  const params = paths.flatMap((path) => path.split('/').filter((segment) => segment.startsWith(':')));
  const refusals = { ...REFUSALS, ...(doc.changes ? CHANGE_REFUSALS : {}) };
  const body = doc.body && bodySchema(doc.body, flow);
  const repeatable = doc.changes && name !== 'saveDraft';
  return [
    ApiOperation({ summary: doc.summary }, { overrideExisting: false }),
    ...params.map((param) =>
      ApiParam({ name: param.slice(1), schema: paramSchema(param.slice(1), doc, flow) }),
    ),
    ...(doc.query ?? []).map((query) => ApiQuery({ required: false, ...query })),
    ...(body ? [ApiBody(body)] : []),
    ...(repeatable
      ? [
          ApiHeader({
            name: 'Idempotency-Key',
            required: false,
            description: 'Sent again, it replays the first answer',
          }),
        ]
      : []),
    ApiResponse({ status: doc.status ?? 200, description: '', ...answerOf(doc, made, page) }),
    ...Object.entries(refusals).map(([status, description]) =>
      ApiResponse({ status: Number(status), type: made.error, description }),
    ),
  ];
}

/** What a page is described as. */
const PAGE = { 'text/html': { schema: { type: 'string' } } };

function answerOf(
  { answer }: RouteDoc,
  made: Models,
  page: boolean,
): { type: Type } | { content: Record<string, object> } {
  const html = page ? PAGE : {};
  if (typeof answer !== 'string') {
    return { content: { ...Object.fromEntries(answer.map((type) => [type, { schema: {} }])), ...html } };
  }
  if (!page || !swagger) return { type: made[answer] };
  const schema = { $ref: swagger.getSchemaPath(made[answer]) };
  return { content: { 'application/json': { schema }, ...html } };
}

function paramSchema(name: string, { body, answer }: RouteDoc, flow: CompiledFlow | undefined): object {
  if (name === 'name') return { type: 'string', pattern: '^[\\w.-]{1,100}$' };
  if (name !== 'node') return { type: 'string', format: 'uuid' };
  const starts = body === 'start-forms' || answer === 'startForm';
  const nodes = starts ? peoplesStarts(flow) : (flow?.graph.nodes ?? []);
  return { type: 'string', ...(nodes.length > 0 ? { enum: nodes.map((node) => node.name) } : {}) };
}

function bodySchema(
  body: BodyDoc,
  flow: CompiledFlow | undefined,
): { schema: object; required: boolean } | undefined {
  if (typeof body === 'object') return body;
  const nodes = body === 'start-forms' ? peoplesStarts(flow) : peoplesTasks(flow);
  const forms = nodes.flatMap((node) => {
    const form = behaviourOf(node).form?.(node);
    return form ? [{ title: node.title, ...formSchema(form) }] : [];
  });
  if (forms.length === 0) return undefined;
  const [first, ...others] = forms;
  return {
    schema: others.length === 0 ? (first as object) : { anyOf: forms },
    required: forms.length === nodes.length,
  };
}

function peoplesStarts(flow: CompiledFlow | undefined): GraphNode[] {
  return (flow?.starts ?? []).filter((node) => behaviourOf(node).worker === 'person');
}

function peoplesTasks(flow: CompiledFlow | undefined): GraphNode[] {
  const nodes = flow?.graph.nodes ?? [];
  return nodes.filter((node) => node.kind.category !== 'start' && behaviourOf(node).worker === 'person');
}
