import type { DataSource, EntityManager, SelectQueryBuilder } from 'typeorm';
import { ConfigurationError } from '../../errors.js';
import { databaseFamily } from '../../model/column-types.js';
import { Process } from '../../model/process.entity.js';
import type { AccessPolicy, WorkflowUser } from '../../runtime/ports/access-policy.js';
import { CODE_VIEWER } from '../../runtime/ports/list-queries.js';
import { DIALECTS, type Dialect } from './dialect.js';

/** Where lists read: the connection, how its database is spoken to, and the policy that limits what is seen. */
export class ListSource {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: AccessPolicy,
  ) {}

  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  get dialect(): Dialect {
    const { type } = this.dataSource.options;
    const family = databaseFamily(type);
    if (family) return DIALECTS[family];
    throw new ConfigurationError(
      `Expected a DataSource of type postgres, mysql or mariadb, but it is ${type}. Give WorkflowModule the name of another one.`,
    );
  }

  /**
   * Limits a query to what the policy's `visible` lets the user see: one that has the alias `process`, or another
   * column of ids of processes. The policy gets a subquery of its own, so that whatever it does to it (`where`,
   * `orWhere`, joins) cannot loosen the list around it.
   */
  limitToVisible(query: Select, user: WorkflowUser, column = 'process.id'): void {
    if (!this.access.visible || user === CODE_VIEWER.user) return;
    const seen = subQueryOf<Process>(query).select('process.id').from(Process, 'process');
    this.access.visible(user, seen);
    const { wheres, joinAttributes, havings } = seen.expressionMap;
    if (wheres.length + joinAttributes.length + havings.length === 0) return;
    query.andWhere(`${column} IN ${seen.select('process.id').orderBy().getQuery()}`);
  }
}

/** A query of whatever rows. */
export type Select = SelectQueryBuilder<object>;

/** A subquery whose parameters are those of the query around it. */
export function subQueryOf<Row extends object>(query: Select): SelectQueryBuilder<Row> {
  return query.subQuery() as SelectQueryBuilder<Row>;
}
