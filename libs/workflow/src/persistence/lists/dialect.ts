import type { DatabaseFamily } from '../../model/column-types.js';

/** Text to be found in JSON: patterns that are bound, escaped with `!`. */
export interface Sought {
  /** What a value is like that holds it. */
  readonly pattern: string;
  /** What the JSON is like in which a value holds it. */
  json(): string;
}

/** The few places where lists need other words on each family of databases. */
export interface Dialect {
  /** A condition: the JSON list in `column` holds the string that is bound, as JSON, to `parameter`. */
  listHolds(column: string, parameter: string): string;
  /**
   * A condition: a text or number anywhere in the JSON in `column`, whatever its case, is like the pattern. MySQL looks
   * at texts only.
   */
  holdsLike(column: string, sought: Sought): string;
  /** An expression: the instant in `column` as UTC text to the microsecond, `2026-01-31 09:00:00.000000`. */
  momentText(column: string): string;
  /** An expression: how many milliseconds lie between the instants in two columns. */
  millisecondsBetween(from: string, to: string): string;
  /**
   * How to ask for the rows with this value in a column in the order of their ids, so that they come in order from an
   * index with both, and from no other: one over all rows would be walked through all that have another value.
   */
  inOrder(column: string, parameter: string, id: string): { where: string; order: readonly string[] };
  /** A subquery: the names, as `node`, under which live tasks of the flow bound to `flow` are stored; each is one look into an index. */
  liveNodes(task: string, flow: string): string;
  /** No id, where a column of ids is begun with it. */
  readonly noId: string;
  /** What to bind to compare a column with such a text. */
  momentValue(text: string): string;
}

export const DIALECTS: Record<DatabaseFamily, Dialect> = {
  postgres: {
    listHolds: (column, parameter) => `${column} @> cast(${parameter} as jsonb)`,
    // Most rows do not have the text anywhere: to see that takes a fraction of taking their JSON apart.
    holdsLike: (column, { pattern, json }) =>
      `(lower(cast(${column} AS text)) LIKE lower(${json()}) ESCAPE '!' AND ` +
      `EXISTS (SELECT 1 FROM jsonb_path_query(${column}, '$.** ? (@.type() == "string" || @.type() == "number")') AS held(json) ` +
      `WHERE lower(held.json #>> '{}') LIKE lower(${pattern}) ESCAPE '!'))`,
    momentText: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
    momentValue: (text) => `${text}+00`,
    millisecondsBetween: (from, to) => `extract(epoch from (${to} - ${from})) * 1000`,
    inOrder: (column, parameter, id) => ({
      where: `${column} BETWEEN ${parameter} AND ${parameter}`,
      order: [column, id],
    }),
    liveNodes: (task, flow) => {
      const next = (after: string) =>
        `(SELECT t.node FROM ${task} t WHERE t.live AND t.flow = ${flow}${after} ORDER BY t.node LIMIT 1)`;
      return `(WITH RECURSIVE found(node) AS (${next('')} UNION ALL
SELECT ${next(' AND t.node > found.node')} FROM found WHERE found.node IS NOT NULL
) SELECT node FROM found WHERE node IS NOT NULL)`;
    },
    noId: 'CAST(NULL AS uuid)',
  },
  mysql: {
    listHolds: (column, parameter) => `json_contains(${column}, ${parameter})`,
    holdsLike: (column, { pattern }) =>
      `json_search(lower(${column}), 'one', lower(${pattern}), '!') IS NOT NULL`,
    momentText: (column) => `cast(${column} as char)`,
    momentValue: (text) => text,
    millisecondsBetween: (from, to) => `timestampdiff(microsecond, ${from}, ${to}) / 1000`,
    inOrder: (column, parameter, id) => ({ where: `${column} = ${parameter}`, order: [id] }),
    // Grouped by all that the index begins with, and limited, so that no condition gets in: only then it is skipped through.
    liveNodes: (task, flow) =>
      `(SELECT t.node FROM ${task} t WHERE t.live = 1 AND t.flow = ${flow} GROUP BY t.live, t.flow, t.node LIMIT 100000)`,
    noId: 'CAST(NULL AS char(36))',
  },
};
