import type { Logger } from 'typeorm';

const FRAMING = /^\s*(begin|start transaction|commit|rollback|savepoint|release)\b/i;
const ignore = (): void => undefined;

/** Counts the statements of the DataSources it is the logger of. */
export class Statements implements Logger {
  /** Those that begin and end transactions. */
  framing = 0;
  /** All others. */
  work = 0;

  readonly logQueryError = ignore;
  readonly logQuerySlow = ignore;
  readonly logSchemaBuild = ignore;
  readonly logMigration = ignore;
  readonly log = ignore;

  logQuery(text: string): void {
    if (FRAMING.test(text)) this.framing += 1;
    else this.work += 1;
  }
}
