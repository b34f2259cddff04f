import { type DataSourceOptions, EntitySchema } from 'typeorm';
import { ConfigurationError } from '../errors.js';
import { databaseFamily } from '../model/column-types.js';
import { workflowEntities } from '../model/entities.js';
import { WORKFLOW_MIGRATIONS } from './migrations/index.js';

/**
 * A DataSource's options with Nestflow's entities and migrations added to its own, once however often it is asked.
 *
 * @throws {ConfigurationError} when Nestflow does not speak to databases of this type.
 * @example
 * TypeOrmModule.forRoot(withWorkflow({ type: 'postgres', url, entities: [Order] }));
 */
export function withWorkflow<Options extends DataSourceOptions>(options: Options): Options {
  const family = databaseFamily(options.type);
  if (!family) {
    throw new ConfigurationError(
      `Expected a DataSource of type postgres, mysql or mariadb, but its type is '${options.type}'. Keep processes in one of those.`,
    );
  }
  const entities = members(options.entities);
  const known = new Set(
    entities.map((entity) => (entity instanceof EntitySchema ? entity.options.target : entity)),
  );
  return {
    ...options,
    entities: [
      ...entities,
      ...workflowEntities(family).filter(({ options: { target } }) => !known.has(target)),
    ],
    migrations: [...new Set([...members(options.migrations), ...WORKFLOW_MIGRATIONS])],
  };
}

/** TypeORM takes lists, and objects such as `import * as entities`. */
function members<Member>(mixed: readonly Member[] | Record<string, Member> | undefined): Member[] {
  return Object.values(mixed ?? []);
}
