import type { DataSource } from 'typeorm';
import { ConfigurationError } from '../../errors.js';
import type { SqlDialect } from '../sql-dialect.js';
import type { StoreTransaction } from '../../runtime/ports/workflow-store.js';

export class MysqlDialect implements SqlDialect {
  constructor(_dataSource: DataSource) {
    throw new ConfigurationError('not yet');
  }
  open(): StoreTransaction {
    throw new ConfigurationError('not yet');
  }
  async flowOfTask(): Promise<string | undefined> {
    return undefined;
  }
  async flowOfProcess(): Promise<string | undefined> {
    return undefined;
  }
}
