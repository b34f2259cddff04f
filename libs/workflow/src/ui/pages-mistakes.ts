import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PagesOptions } from './pages-options.js';
import { isZone } from './rendering/moments.js';

/** What is wrong with the options of the pages, a sentence each: what every page would fail of, or silently lack. */
export function pagesMistakes(options: PagesOptions | false | undefined): string[] {
  if (options === false || options === undefined) return [];
  const { templates = [], zone } = options;
  return [
    ...[templates]
      .flat()
      .map((folder) => ({ folder, path: resolve(folder) }))
      .filter(({ path }) => !statSync(path, { throwIfNoEntry: false })?.isDirectory())
      .map(
        ({ folder, path }) =>
          `pages.templates names '${folder}', but there is no folder ${path}: a path that is not absolute begins where the application is started`,
      ),
    ...(zone === undefined || isZone(zone)
      ? []
      : [
          `pages.zone is '${zone}', which is no time zone: expected the name of one, such as 'Europe/Berlin'`,
        ]),
  ];
}
