import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ConfigurationError } from '../../errors.js';
import { PAGES_OPTIONS, type PagesOptions } from '../pages-options.js';

const SHORTEST_SECRET = 32;

/** Signs what pages send to browsers, so that it is known again when it comes back. */
@Injectable()
export class Seal {
  private readonly secret: Buffer;

  constructor(@Inject(PAGES_OPTIONS) { secret }: PagesOptions) {
    if (secret !== undefined && secret.length < SHORTEST_SECRET) {
      throw new ConfigurationError(
        `Expected 'pages.secret' of at least ${SHORTEST_SECRET} characters, but it has ${secret.length}.`,
      );
    }
    if (secret === undefined && process.env['NODE_ENV'] === 'production') {
      new Logger('Nestflow').warn(
        "Pages are signed with a secret made just now. Set 'pages.secret' when several instances run, or forms " +
          'that one of them has sent are refused by the others.',
      );
    }
    this.secret = secret === undefined ? randomBytes(32) : Buffer.from(secret);
  }

  /** The signature of a text, for one purpose: it is none for another. */
  of(purpose: string, text: string): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([purpose, text]))
      .digest('base64url');
  }

  /** Whether the signature is the text's; takes as long for a wrong one as for the right one. */
  fits(purpose: string, text: string, signature: string): boolean {
    const right = Buffer.from(this.of(purpose, text));
    const given = Buffer.from(signature);
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
