import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Liquid } from 'liquidjs';
import { PAGES_OPTIONS, type PagesOptions } from '../pages-options.js';
import { templateEngine } from './template-engine.js';
import { TemplateFailure } from './template-failure.js';
import { LIBRARY_TEMPLATES } from './template-files.js';

/** Which flow and node a page is about: their own templates come first. */
export interface TemplatePlace {
  readonly flow?: string;
  readonly node?: string;
  /** The folder of the node's kind, when that has templates of its own. */
  readonly kind?: string;
}

/**
 * Renders templates by name. One of that name is looked for in the application's folders: in `<flow>/<node>/`, then
 * `<flow>/`; then in the folder of the node's kind, at the top of the application's, and last among the library's. A template that takes the place of the library's can extend
 * it: `{% layout 'lib:nestflow/task.liquid' %}`, and fill some of its blocks.
 */
@Injectable()
export class Templates {
  private readonly logger = new Logger('Nestflow');
  private readonly folders: readonly string[];
  private readonly engines = new Map<string, Liquid>();

  constructor(@Inject(PAGES_OPTIONS) { templates }: PagesOptions) {
    this.folders = [templates ?? []].flat().map((folder) => resolve(folder));
  }

  /**
   * `globals` are seen by templates that other templates render, too.
   *
   * @throws {TemplateFailure} when a template cannot be found, parsed or rendered; the log says why.
   */
  render(name: string, place: TemplatePlace, model: object, globals: object): Promise<string> {
    return this.renderBy(this.engineFor(place), name, model, globals);
  }

  /** With the library's templates alone, for when those of the application fail. */
  renderPlain(name: string, model: object, globals: object): Promise<string> {
    return this.renderBy(this.engineOf([LIBRARY_TEMPLATES]), name, model, globals);
  }

  private async renderBy(engine: Liquid, name: string, model: object, globals: object): Promise<string> {
    try {
      return String(await engine.renderFile(name, model, { globals }));
    } catch (error) {
      const failure = new TemplateFailure(name, error);
      this.logger.error(failure.message, error instanceof Error ? error.stack : undefined);
      throw failure;
    }
  }

  private engineFor({ flow, node, kind }: TemplatePlace): Liquid {
    const own = [node === undefined ? undefined : `${flow}/${node}`, flow].filter(isFolderName);
    const special = this.folders
      .flatMap((folder) => own.map((name) => join(folder, name)))
      .filter(existsSync);
    if (kind !== undefined) special.push(resolve(kind));
    return this.engineOf([...special, ...this.folders, LIBRARY_TEMPLATES]);
  }

  private engineOf(folders: string[]): Liquid {
    const key = folders.join('\n');
    const engine = this.engines.get(key) ?? templateEngine(folders, areFinal(folders));
    this.engines.set(key, engine);
    return engine;
  }
}

/** Templates are parsed once where nobody is editing them. */
function areFinal(folders: readonly string[]): boolean {
  return process.env['NODE_ENV'] === 'production' || folders.length === 1;
}

/** Names of flows the code no longer has come from addresses. */
function isFolderName(name: string | undefined): name is string {
  return name !== undefined && /^[a-z0-9][\w.-]*(\/[\w$]+)?$/.test(name);
}
