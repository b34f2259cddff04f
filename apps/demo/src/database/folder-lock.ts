import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock: enough to tell a living owner from one that is gone. */
interface Owner {
  pid: number;
  host: string;
  /** When the process began, in the kernel's words; '' where that cannot be asked. Tells a reused pid apart. */
  began: string;
}

const held = new Set<string>();

process.once('exit', () => held.forEach((path) => rmSync(path, { force: true })));

/**
 * Takes `<folder>.lock` for this process and returns the function that gives it back.
 *
 * A lock whose process is gone is taken over. Throws when a living process holds it: two processes that write
 * to one database folder lose each other's work without any error.
 */
export function lockFolder(folder: string): () => void {
  const path = `${folder}.lock`;
  const me: Owner = { pid: process.pid, host: hostname(), began: beginOf(process.pid) };
  while (!tryWrite(path, JSON.stringify(me))) {
    const text = readIfThere(path);
    if (text === undefined) continue;
    const owner = parseOwner(text);
    if (owner === undefined || isAlive(owner, path, me)) throw new Error(inUse(folder, path, owner));
    removeStale(path, text);
  }
  held.add(path);
  return () => {
    if (held.delete(path)) rmSync(path, { force: true });
  };
}

function tryWrite(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner, path: string, me: Owner): boolean {
  if (owner.host !== me.host) return true; // another machine or container: its processes cannot be asked
  if (owner.pid === me.pid) return held.has(path);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  return owner.began === beginOf(owner.pid);
}

/** Moves the lock aside before removing it, so that of two processes that saw it stale only one goes on. */
function removeStale(path: string, seen: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') === seen) rmSync(aside);
  else renameSync(aside, path); // somebody had just taken it: give it back, and be told so
}

/** When a process began, from Linux' own list; '' for one that has ended, and where there is no such list. */
function beginOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? '' : (fields[18] ?? '');
  } catch {
    return '';
  }
}

function inUse(folder: string, path: string, owner: Owner | undefined): string {
  const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
  return (
    `The database folder ${folder} is in use by ${who}. Expected to be its only user, because an embedded ` +
    `database cannot be shared. Stop that process, set PGLITE_DIR to another folder, or set DATABASE_URL to use ` +
    `a server. If you are sure that nothing uses the folder, delete ${path}.`
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
