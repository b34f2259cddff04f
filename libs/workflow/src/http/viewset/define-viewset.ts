import { Controller, SetMetadata, type Type } from '@nestjs/common';
import { VIEWSET, type ViewsetScope } from './viewset-scope.js';

/** A controller class with the routes of `base`, mounted at `path`. */
export function defineViewset<Routes extends Type>(
  base: Routes,
  mount: { readonly name: string; readonly path: string; readonly scope: ViewsetScope },
): Routes {
  const controller = { [mount.name]: class extends (base as Type<object>) {} }[
    mount.name
  ] as unknown as Routes;
  Controller(tidy(mount.path))(controller);
  SetMetadata(VIEWSET, mount.scope)(controller);
  return controller;
}

/** What a viewset class was made with, or a class it extends. */
export function scopeOf(controller: object): ViewsetScope | undefined {
  return Reflect.getMetadata(VIEWSET, controller) as ViewsetScope | undefined;
}

/** '/admin//workflow/' → 'admin/workflow': a path may be written with slashes around it, as everywhere in Nest. */
function tidy(path: string): string {
  return path.split('/').filter(Boolean).join('/');
}
