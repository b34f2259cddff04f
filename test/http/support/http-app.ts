import type { Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AccessPolicy,
  type FlowClass,
  type PagesOptions,
  type LiveOptions,
  WorkflowModule,
  type WorkflowModuleOptions,
  type WorkflowUser,
  workflowEntities,
} from 'nestflow';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { endUnusedConnections } from '../../../apps/demo/src/unused-connections.js';
import type { TestDatabase } from '../../support/databases.js';

/** Users of the tests and their rights; `'*'` for all. */
export const USERS: Record<string, readonly string[] | '*'> = {
  admin: '*',
  manager: ['hello.approve', 'hello-world.manage'],
  employee: ['hello.start', 'hello-world.view', 'sample.view'],
  bob: [],
};

/** Whoever the header `x-user` names. */
export class HeaderAccess extends AccessPolicy {
  user(request: { headers: Record<string, string | undefined> }): WorkflowUser | undefined {
    return this.find(request.headers['x-user'] ?? '');
  }

  can(user: WorkflowUser, permission: string): boolean {
    const permissions = this.permissionsOf(user);
    return permissions === '*' || permissions.includes(permission);
  }

  permissionsOf(user: WorkflowUser): readonly string[] | '*' {
    return Object.hasOwn(USERS, user.id) ? (USERS[user.id] ?? []) : [];
  }

  override find(id: string): WorkflowUser | undefined {
    return Object.hasOwn(USERS, id) ? { id } : undefined;
  }
}

/** What an application under test is made of. */
export interface HttpAppParts {
  readonly database: TestDatabase;
  readonly flows: readonly FlowClass[];
  readonly controllers: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly access?: Type<AccessPolicy>;
  readonly live?: LiveOptions | false;
  /** Default: no background work. */
  readonly worker?: WorkflowModuleOptions['worker'];
  readonly pages?: PagesOptions | false;
  readonly clock?: WorkflowModuleOptions['clock'];
}

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of it
  readonly body: any;
  readonly headers: Headers;
}

/** Sends requests as one user. */
export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** An application listening on a port of its own. */
export interface HttpApp {
  readonly url: string;
  readonly dataSource: DataSource;
  as(user: string | undefined): Client;
  /** How many statements `work` took, transactions' own included. */
  statements(work: () => Promise<unknown>): Promise<number>;
  /** Everything that is stored, to see that nothing changed. */
  stored(): Promise<string>;
  /** From now on it believes what a proxy says of the request. */
  trustProxy(): void;
  close(): Promise<void>;
}

/** Starts an application and listens. */
export async function startHttpApp(parts: HttpAppParts): Promise<HttpApp> {
  const { options } = parts.database;
  let statements = 0;
  const count = () => {
    statements += 1;
  };
  const nothing = () => undefined;
  const database = {
    ...options,
    entities: workflowEntities(options.type === 'mariadb' ? 'mysql' : 'postgres'),
    synchronize: true,
    logging: ['query'],
    logger: {
      logQuery: count,
      logQueryError: nothing,
      logQuerySlow: nothing,
      logSchemaBuild: nothing,
      logMigration: nothing,
      log: nothing,
    },
  } as DataSourceOptions;
  const app = await NestFactory.create(
    {
      module: class HttpTestModule {},
      imports: [
        TypeOrmModule.forRoot(database),
        WorkflowModule.forRoot({
          access: parts.access ?? HeaderAccess,
          worker: parts.worker ?? false,
          pages: parts.pages,
          clock: parts.clock,
          live: parts.live,
        }),
        WorkflowModule.forFeature(parts.flows),
      ],
      controllers: [...parts.controllers],
      providers: [...(parts.providers ?? [])],
    },
    { logger: false, abortOnError: false },
  );
  endUnusedConnections(app.getHttpServer());
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const dataSource = app.get(DataSource);
  return {
    url,
    dataSource,
    as: (user) => client(url, user),
    async statements(work) {
      const before = statements;
      await work();
      return statements - before;
    },
    async stored() {
      const tables = ['process', 'task', 'event', 'idempotency_key', 'message'].map(
        (name) => `workflow_${name}`,
      );
      const rows = await Promise.all(
        tables.map((table) => dataSource.query<object[]>(`select * from ${table} order by id`)),
      );
      return JSON.stringify(rows);
    },
    trustProxy: () => {
      (app.getHttpAdapter().getInstance() as { set(name: string, value: boolean): void }).set(
        'trust proxy',
        true,
      );
    },
    close: () => app.close(),
  };
}

/** A client of the application there. */
export function client(url: string, user: string | undefined): Client {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(user === undefined ? {} : { 'x-user': user }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parse(text), headers: response.headers };
  };
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
