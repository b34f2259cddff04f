import type { DataSource } from 'typeorm';
import { tableNames } from '../table-names.js';
import { claimDueStatement, claimStatement, renewLeasesStatement } from './claim.sql.js';
import { lockStatements, unlockedStatements } from './lock.sql.js';
import { readStatements } from './read.sql.js';
import { scopesStatements } from './scopes.sql.js';
import { ChangeWriter } from './write.js';

/** Every statement of the store, as one DataSource names the tables. */
export type PostgresStatements = ReturnType<typeof postgresStatements>;

export function postgresStatements(dataSource: DataSource) {
  const names = tableNames(dataSource);
  return {
    lock: lockStatements(names),
    unlocked: unlockedStatements(names),
    read: readStatements(names),
    scopes: scopesStatements(names),
    claim: claimStatement(names),
    claimDue: claimDueStatement(names),
    renewLeases: renewLeasesStatement(names),
    writer: new ChangeWriter(names),
  };
}
