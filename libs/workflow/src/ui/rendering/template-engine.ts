import { Liquid } from 'liquidjs';
import { templateFiles } from './template-files.js';
import { addFilters } from './template-filters.js';

/** What parses and renders templates of pages; it finds them by name in `root`, the first folder first. */
export function templateEngine(root: string[], cache: boolean): Liquid {
  const liquid = new Liquid({
    root,
    fs: templateFiles,
    extname: '.liquid',
    relativeReference: false,
    cache,
    outputEscape: 'escape',
    ownPropertyOnly: true,
    strictFilters: true,
    jsTruthy: true,
  });
  addFilters(liquid);
  return liquid;
}
