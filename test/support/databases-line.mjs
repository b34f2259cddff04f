/** One line that says which databases the tests ran on, and which were skipped and why. */
export function databasesLine() {
  const servers = JSON.parse(process.env.NESTFLOW_TEST_SERVERS ?? '{}');
  const only = process.env.NESTFLOW_TEST_ON?.split(',');
  const databases = ['PGlite', 'PostgreSQL', 'MariaDB'];
  const skipped = [];
  const used = ['pglite', 'postgres', 'mariadb'].flatMap((name, at) => {
    if (only && !only.includes(name)) skipped.push(`${databases[at]} (NESTFLOW_TEST_ON)`);
    else if (name === 'pglite') return [databases[at]];
    else if (servers[name]?.url) return [describe(servers[name])];
    else skipped.push(`${databases[at]} (${servers[name]?.missing ?? 'not looked for'})`);
    return [];
  });
  const { redis } = servers;
  if (!redis?.url) skipped.push(`Redis (${redis?.missing ?? 'not looked for'})`);
  const queue = redis?.url ? `; ${redis.label}` : '';
  return `Databases: ${used.join(', ') || 'none'}${queue}. Skipped: ${skipped.join(', ') || 'none'}`;
}

function describe({ label, url, embedded }) {
  const { host } = new URL(url);
  return `${label} (${embedded ? 'embedded' : host})`;
}
