import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../runtime/ports/clock.js';
import { Seal } from './seal.js';

/** How long a page may stay open before its forms are asked for once more, in milliseconds. */
const LIFETIME = 7 * 24 * 60 * 60 * 1000;

/**
 * The token in every form of every page. It is signed for one user and a time, so no session has to remember it; who
 * makes a form on another site cannot make a token for the user who would send it.
 */
@Injectable()
export class Csrf {
  constructor(
    private readonly seal: Seal,
    private readonly clock: Clock,
  ) {}

  /** A token for a form this user is shown. */
  token(userId: string): string {
    const made = `${this.clock.now().getTime().toString(36)}.${randomBytes(9).toString('base64url')}`;
    return `${made}.${this.seal.of('csrf', JSON.stringify([userId, made]))}`;
  }

  /** `good`: from a page of ours that this user was shown. `stale`: so it is, but too long ago. */
  check(userId: string, token: unknown): 'good' | 'stale' | 'forged' {
    if (typeof token !== 'string' || token.length > 200) return 'forged';
    const [time = '', nonce = '', signature = ''] = token.split('.');
    if (!this.seal.fits('csrf', JSON.stringify([userId, `${time}.${nonce}`]), signature)) return 'forged';
    return this.clock.now().getTime() - Number.parseInt(time, 36) <= LIFETIME ? 'good' : 'stale';
  }
}
