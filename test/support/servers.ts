/** A server that global-setup found. */
export interface Server {
  url: string;
  label: string;
}

/** The server under this name, or undefined when there is none or, as in `npm run test:unit`, none was looked for. */
export function serverNamed(name: 'postgres' | 'mariadb' | 'redis'): Server | undefined {
  const servers = JSON.parse(process.env['NESTFLOW_TEST_SERVERS'] ?? '{}') as Record<string, Partial<Server>>;
  const server = servers[name];
  return server?.url ? (server as Server) : undefined;
}
