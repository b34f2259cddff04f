import type { DataSource } from 'typeorm';

/** Nestflow's tables as a DataSource calls them: escaped, with its schema and prefix. */
export interface TableNames {
  readonly process: string;
  readonly task: string;
  readonly link: string;
  readonly event: string;
  readonly turn: string;
}

/** The path of a table in a DataSource's own schema and with its prefix, not escaped. */
export function tablePath({ options }: Pick<DataSource, 'options'>, name: string): string {
  const schema = 'schema' in options && typeof options.schema === 'string' ? `${options.schema}.` : '';
  return `${schema}${options.entityPrefix ?? ''}${name}`;
}

/** How the statements of a DataSource name the tables. */
export function tableNames(dataSource: DataSource): TableNames {
  const escaped = (name: string) =>
    tablePath(dataSource, name)
      .split('.')
      .map((part) => dataSource.driver.escape(part))
      .join('.');
  return {
    process: escaped('workflow_process'),
    task: escaped('workflow_task'),
    link: escaped('workflow_task_previous'),
    event: escaped('workflow_event'),
    turn: escaped('workflow_turn'),
  };
}
