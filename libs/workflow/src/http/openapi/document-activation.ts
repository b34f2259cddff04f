import type { Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import { ACTIVATION } from '../activation/activation-target.js';
import { isRoute, pathsOf } from '../route-metadata.js';
import { swagger } from './swagger.js';

const documented = new WeakSet<object>();

/** Tells OpenAPI of the ids in the paths of a controller under `@UseActivation`, whose handlers need not take them. */
export function documentActivation(controller: Type): void {
  if (!swagger || documented.has(controller)) return;
  documented.add(controller);
  const prototype = controller.prototype as Record<string, object>;
  for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name);
    const handler = prototype[name];
    if (!method || !handler || !isRoute(handler)) continue;
    if (!Reflect.hasMetadata(ACTIVATION, handler) && !Reflect.hasMetadata(ACTIVATION, controller)) continue;
    const path = [...pathsOf(controller), ...pathsOf(handler)].join('/');
    for (const id of ['processId', 'taskId']) {
      if (!path.split('/').includes(`:${id}`)) continue;
      swagger.ApiParam({ name: id, schema: { type: 'string', format: 'uuid' } })(prototype, name, method);
    }
  }
}
