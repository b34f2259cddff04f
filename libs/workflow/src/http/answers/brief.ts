import { Injectable, Logger } from '@nestjs/common';
import { Liquid, type Template } from 'liquidjs';

/** What a template sees. */
export interface BriefScope {
  readonly process: object;
  readonly task?: object;
  readonly flow: object;
}

/** Longest time one line may take, in milliseconds; it is text with a few values in it. */
const RENDER_LIMIT = 200;

/**
 * Renders the one-line `summary` and `result` templates of flows and nodes. Each template is parsed once. A template
 * that cannot be parsed or rendered disturbs no list: it is logged once, and there is no line.
 */
@Injectable()
export class Briefs {
  private readonly logger = new Logger('Nestflow');
  private readonly liquid = new Liquid({
    ownPropertyOnly: true,
    cache: false,
    templates: {}, // a line includes no other files
    renderLimit: RENDER_LIMIT,
    parseLimit: 100_000,
    memoryLimit: 1_000_000,
  });
  private readonly parsed = new Map<string, Template[] | undefined>();
  private readonly complained = new Set<string>();

  /** The line, or `undefined` when there is no template, it is broken, or nothing is left of it. */
  render(template: string | undefined, scope: BriefScope): string | undefined {
    if (template === undefined) return undefined;
    try {
      const templates = this.parse(template);
      if (!templates) return undefined;
      const line = String(this.liquid.renderSync(templates, scope)).replace(/\s+/g, ' ').trim();
      return line === '' ? undefined : line;
    } catch (error) {
      this.giveUp(template, error);
      return undefined;
    }
  }

  private parse(template: string): Template[] | undefined {
    if (!this.parsed.has(template)) this.parsed.set(template, this.liquid.parse(template));
    return this.parsed.get(template);
  }

  private giveUp(template: string, error: unknown): void {
    if (!this.complained.has(template)) {
      this.complained.add(template);
      this.logger.warn(`Expected a working template, but '${template}' fails: ${String(error)}`);
    }
    if (!this.parsed.has(template)) this.parsed.set(template, undefined);
  }
}
