import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PagesOptions } from './pages-options.js';
import { templateMistakes } from './rendering/template-mistakes.js';
import { isZone } from './rendering/moments.js';

/**
 * What is wrong with the options of the pages and with the application's templates, a sentence each: what pages would
 * fail of, or silently lack.
 *
 * @param kindFolders - the folders with templates of node kinds
 */
export function pagesMistakes(
  options: PagesOptions | false | undefined,
  kindFolders: readonly string[],
): string[] {
  if (options === false) return [];
  const { templates = [], zone } = options ?? {};
  return [
    ...templateMistakes([...[templates].flat(), ...kindFolders]),
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
