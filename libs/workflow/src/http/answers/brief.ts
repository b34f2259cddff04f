import { Injectable, Logger } from '@nestjs/common';
import type { Template } from 'liquidjs';
import { parseLine, renderLine } from '../../definition/line-template.js';

/** What a template sees. */
export interface BriefScope {
  readonly process: object;
  readonly task?: object;
  readonly flow: object;
}

/**
 * Renders the one-line `summary` and `result` templates of flows and nodes. Each template is parsed once. One that
 * fails on what it is about disturbs no list: it is logged once, and there is no line.
 */
@Injectable()
export class Briefs {
  private readonly logger = new Logger('Nestflow');
  private readonly parsed = new Map<string, Template[]>();
  private readonly complained = new Set<string>();

  /** The line, or `undefined` when there is no template, it fails, or nothing is left of it. */
  render(template: string | undefined, scope: BriefScope): string | undefined {
    if (template === undefined) return undefined;
    try {
      const line = renderLine(this.parse(template), scope);
      return line === '' ? undefined : line;
    } catch (error) {
      this.complain(template, error);
      return undefined;
    }
  }

  private parse(template: string): Template[] {
    const known = this.parsed.get(template);
    if (known) return known;
    const parsed = parseLine(template);
    this.parsed.set(template, parsed);
    return parsed;
  }

  private complain(template: string, error: unknown): void {
    if (this.complained.has(template)) return;
    this.complained.add(template);
    this.logger.warn(`Expected a working template, but '${template}' fails: ${String(error)}`);
  }
}
