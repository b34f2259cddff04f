import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import cookieSession from 'cookie-session';

/** A request with the demo's session, which is a signed cookie. */
export interface SessionRequest {
  session?: { user?: string; csrf?: string } | null;
}

const EIGHT_HOURS = 8 * 60 * 60 * 1000;

/** Reads and writes the session cookie. */
export function sessions(secret: string) {
  return cookieSession({
    name: 'session',
    keys: [secret],
    httpOnly: true,
    sameSite: 'lax',
    maxAge: EIGHT_HOURS,
  });
}

/**
 * `SESSION_SECRET`; without it one that is made at the first start and kept in `file`, so that a restart signs
 * nobody out.
 */
export function sessionSecret(env: NodeJS.ProcessEnv = process.env, file = '.data/session-secret'): string {
  const given = env['SESSION_SECRET'];
  if (given) return given;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
