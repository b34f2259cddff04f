import pg from 'pg';

/** Makes so many further processes just like this one, at once: what they wait for is due for each. */
export async function cloneProcess(url: string, processId: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const process = await columns(client, 'workflow_process', ['id']);
    const task = await columns(client, 'workflow_task', ['id', 'process_id']);
    await client.query(
      `with made as (
  insert into workflow_process (id, ${process}) select gen_random_uuid(), ${process}
  from workflow_process, generate_series(1, $2) where id = $1 returning id
)
insert into workflow_task (id, process_id, ${task}) select gen_random_uuid(), made.id, ${task}
from workflow_task, made where process_id = $1`,
      [processId, count],
    );
  } finally {
    await client.end();
  }
}

async function columns(client: pg.Client, table: string, except: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
where table_schema = current_schema() and table_name = $1 and column_name <> all($2)`,
    [table, except],
  );
  return rows.map(({ name }) => name).join(', ');
}
