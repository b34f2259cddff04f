import { PROCESS } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

/** Inserts a process unless its flow has one with its business key; waits for whoever is inserting one. */
export function claimStatement({ process }: TableNames): Statement {
  const { names } = PROCESS;
  return statement(
    `insert into ${process} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})
on conflict (flow, business_key) do nothing`,
  );
}
