import type { BenchDatabase } from '../support/database.js';
import type { Table } from '../support/report.js';

/** What a scenario is given. */
export interface Bench {
  readonly database: BenchDatabase;
  /** How often each variant is measured; the median counts. */
  readonly rounds: number;
}

/** Measures one thing and says so in a table. */
export type Scenario = (bench: Bench) => Promise<Table>;
