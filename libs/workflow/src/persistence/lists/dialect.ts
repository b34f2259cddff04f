import type { DatabaseFamily } from '../../model/column-types.js';

/** The few places where lists need other words on each family of databases. */
export interface Dialect {
  /** A condition: the JSON list in `column` holds the string that is bound, as JSON, to `parameter`. */
  listHolds(column: string, parameter: string): string;
  /** An expression: the instant in `column` as UTC text to the microsecond, `2026-01-31 09:00:00.000000`. */
  momentText(column: string): string;
  /** An expression: how many milliseconds lie between the instants in two columns. */
  millisecondsBetween(from: string, to: string): string;
  /** No id, where a column of ids is begun with it. */
  readonly noId: string;
  /** What to bind to compare a column with such a text. */
  momentValue(text: string): string;
}

export const DIALECTS: Record<DatabaseFamily, Dialect> = {
  postgres: {
    listHolds: (column, parameter) => `${column} @> cast(${parameter} as jsonb)`,
    momentText: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
    momentValue: (text) => `${text}+00`,
    millisecondsBetween: (from, to) => `extract(epoch from (${to} - ${from})) * 1000`,
    noId: 'CAST(NULL AS uuid)',
  },
  mysql: {
    listHolds: (column, parameter) => `json_contains(${column}, ${parameter})`,
    momentText: (column) => `cast(${column} as char)`,
    momentValue: (text) => text,
    millisecondsBetween: (from, to) => `timestampdiff(microsecond, ${from}, ${to}) / 1000`,
    noId: 'CAST(NULL AS char(36))',
  },
};
