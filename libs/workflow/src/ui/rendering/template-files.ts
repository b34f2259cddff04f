import { existsSync, readFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FS } from 'liquidjs';

/** The library's own templates, found last. */
export const LIBRARY_TEMPLATES = fileURLToPath(new URL('../templates/', import.meta.url));

/** In front of a template's name: the library's one, for a template that takes its place and extends it. */
export const LIBRARY_PREFIX = 'lib:nestflow/';

/** Where LiquidJS finds templates: in folders, one after the other; names with {@link LIBRARY_PREFIX} in the last. */
export const templateFiles: FS = {
  exists: (file) =>
    access(file).then(
      () => true,
      () => false,
    ),
  existsSync,
  readFile: async (file) => withRawSuper(await readFile(file, 'utf8')),
  readFileSync: (file) => withRawSuper(readFileSync(file, 'utf8')),
  resolve: (folder, name, extension) => {
    const library = name.startsWith(LIBRARY_PREFIX);
    const path = library ? join(LIBRARY_TEMPLATES, name.slice(LIBRARY_PREFIX.length)) : resolve(folder, name);
    return path.endsWith(extension) ? path : `${path}${extension}`;
  },
  contains: (folder, file) => Promise.resolve(isIn(folder, file)),
  containsSync: isIn,
  dirname,
  sep,
};

function isIn(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** What a block held before is HTML that was escaped when it was made; it is not escaped once more. */
function withRawSuper(template: string): string {
  return template.replace(/\{\{(-?)\s*block\.super\s*(-?)\}\}/g, '{{$1 block.super | raw $2}}');
}
