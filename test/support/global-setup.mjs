/**
 * Before all tests: finds the servers they may use, starts PostgreSQL when there is none, and leaves what was
 * found in NESTFLOW_TEST_SERVERS for the test files and for the last line of the report.
 *
 * NESTFLOW_REQUIRE=postgres,mariadb,redis makes a missing one an error instead of a skip.
 */
import { findMariadb, findPostgres, findRedis } from './find-servers.mjs';
import { dropStaleMariadb, dropStalePostgres } from './stale-databases.mjs';

export default async function globalSetup() {
  const [postgres, mariadb, redis] = await settled([findPostgres(), findMariadb(), findRedis()]);
  globalThis.nestflowStopServers = async () => postgres.stop?.();
  const servers = { postgres, mariadb, redis };
  try {
    requireNamed(servers);
    if (postgres.url) await dropStalePostgres(postgres.url);
    if (mariadb.url) await dropStaleMariadb(mariadb.url);
  } catch (error) {
    await postgres.stop?.();
    throw error;
  }
  process.env.NESTFLOW_TEST_SERVERS = JSON.stringify(servers);
}

/** Waits for all before failing for one, so that a server that was started can be stopped. */
async function settled(promises) {
  const results = await Promise.allSettled(promises);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length === 0) return results.map((result) => result.value);
  await Promise.all(results.map((result) => result.value?.stop?.()));
  throw new Error(failed.map((result) => result.reason.message).join('\n'));
}

function requireNamed(servers) {
  const names = (process.env.NESTFLOW_REQUIRE ?? '').split(',').map((name) => name.trim());
  for (const name of names.filter(Boolean)) {
    const server = servers[name];
    if (!server) {
      const known = Object.keys(servers).join(', ');
      throw new Error(`Expected NESTFLOW_REQUIRE to name some of ${known}, but it names '${name}'.`);
    }
    if (!server.url) {
      throw new Error(`NESTFLOW_REQUIRE names ${name}, but there is none to test with (${server.missing}).`);
    }
  }
}
