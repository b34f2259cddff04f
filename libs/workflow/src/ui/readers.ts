import { Inject, Injectable } from '@nestjs/common';
import { header, type HttpRequest } from '../http/requests/http-request.js';
import type { WorkflowUser } from '../runtime/ports/access-policy.js';
import { Clock } from '../runtime/ports/clock.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';
import type { Reader } from './reader.js';
import { isZone, Moments } from './rendering/moments.js';
import { readCookie } from './security/cookies.js';
import { Languages } from './words/languages.js';

/** Cookies that a reader's browser remembers their choices with; the script of the pages writes the zone. */
export const READER_COOKIES = { zone: 'nestflow-zone', theme: 'nestflow-theme' } as const;

const THEMES = ['auto', 'light', 'dark'] as const;

/** Knows how whoever sends a request likes to read. */
@Injectable()
export class Readers {
  constructor(
    @Inject(PAGES_OPTIONS) private readonly options: PagesOptions,
    private readonly languages: Languages,
    private readonly clock: Clock,
  ) {}

  of(request: HttpRequest, user: WorkflowUser | undefined): Reader {
    const cookies = header(request, 'cookie');
    const told = decodeURIComponentSafely(readCookie(cookies, READER_COOKIES.zone) ?? '');
    const zoneKnown = told !== '' && told.length < 60 && isZone(told);
    const zone = zoneKnown ? told : (this.options.zone ?? 'UTC');
    const accepted = header(request, 'accept-language');
    const words = this.languages.choose(accepted);
    const region = this.languages.region(words, accepted);
    const themeChoice = asTheme(readCookie(cookies, READER_COOKIES.theme)) ?? this.options.theme ?? 'auto';
    const system = header(request, 'sec-ch-prefers-color-scheme') === 'dark' ? 'dark' : 'light';
    return {
      user,
      words,
      moments: new Moments(region, zone, !zoneKnown, this.clock.now()),
      zone,
      zoneKnown,
      themeChoice,
      theme: themeChoice === 'auto' ? system : themeChoice,
    };
  }
}

/** One of the themes there are. */
export function asTheme(text: string | undefined): Reader['themeChoice'] | undefined {
  return THEMES.find((theme) => theme === text);
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
