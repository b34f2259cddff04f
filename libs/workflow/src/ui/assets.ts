import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CHART_STYLES } from '../chart/chart-styles.js';
import { readAssets, versionOf, type Asset } from './asset-files.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';

interface Response {
  setHeader(name: string, value: string | number): void;
  end(content?: Buffer): void;
  statusCode: number;
}
type Next = () => void;
type Middleware = (request: { method?: string; url?: string }, response: Response, next: Next) => void;

/**
 * Serves the files that pages load, at `<anywhere>/assets/<version>/<name>`: they are the same for everybody, and kept
 * by browsers for ever, because another version has another address. Styles that import nothing and scripts that
 * import each other by relative names work from any viewset's path.
 */
@Injectable()
export class Assets implements OnModuleInit {
  private readonly files: ReadonlyMap<string, Asset>;
  private readonly version: string;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(PAGES_OPTIONS) private readonly options: PagesOptions | false,
  ) {
    const files = options === false ? new Map<string, Asset>() : new Map(readAssets());
    if (options !== false) {
      files.set('chart.css', { type: 'text/css; charset=utf-8', content: Buffer.from(CHART_STYLES) });
    }
    this.files = files;
    this.version = versionOf(files);
  }

  /** The folder of the files, below a viewset's address. */
  folder(root: string): string {
    return `${root}/assets/${this.version}`;
  }

  onModuleInit(): void {
    const adapter = this.host.httpAdapter as { use?: (handler: Middleware) => void } | undefined;
    if (this.options !== false)
      adapter?.use?.((request, response, next) => this.serve(request, response, next));
  }

  private serve(request: { method?: string; url?: string }, response: Response, next: Next): void {
    const path = request.url?.split('?', 1)[0] ?? '';
    const [, version, name = ''] = /\/assets\/([0-9a-f]{16})\/([\w.-]+)$/.exec(path) ?? [];
    const file = version === this.version ? this.files.get(name) : undefined;
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    response.statusCode = 200;
    response.setHeader('Content-Type', file.type);
    response.setHeader('Content-Length', file.content.length);
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.end(request.method === 'HEAD' ? undefined : file.content);
  }
}
