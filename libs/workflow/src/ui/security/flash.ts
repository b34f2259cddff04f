import { Injectable } from '@nestjs/common';
import type { WordValues } from '../words/catalogue.js';
import { Seal } from './seal.js';

/** What the next page says of what was done just now. */
export interface Flash {
  readonly tone: 'success' | 'info' | 'warning' | 'danger';
  /** A key of the catalogue, and what is filled in. */
  readonly key: string;
  readonly values?: WordValues;
  /** Further lines below it. */
  readonly lines?: readonly { readonly key: string; readonly values?: WordValues }[];
}

/** Cookies hold about 4 kB. */
const LONGEST = 3_500;

/** Writes and reads {@link Flash}es, signed so that nobody else can put words into a page. */
@Injectable()
export class Flashes {
  constructor(private readonly seal: Seal) {}

  /** As the value of a cookie; lines that do not fit are left out. */
  write(flash: Flash): string {
    const text = Buffer.from(JSON.stringify(flash)).toString('base64url');
    if (text.length > LONGEST && flash.lines && flash.lines.length > 0) {
      return this.write({ ...flash, lines: flash.lines.slice(0, -1) });
    }
    return `${text}.${this.seal.of('flash', text)}`;
  }

  /** Nothing for what is absent or not ours. */
  read(value: string | undefined): Flash | undefined {
    const [text = '', signature = ''] = (value ?? '').split('.');
    if (text === '' || !this.seal.fits('flash', text, signature)) return undefined;
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Flash;
  }
}
