import type { Type } from '@nestjs/common';
import { inheritDecorators, isRoute } from '../route-metadata.js';
import { FlowRoutes } from './flow-routes.js';
import { ListRoutes } from './list-routes.js';
import { RootRoutes } from './root-routes.js';
import { TaskRoutes } from './task-routes.js';

type Method = (...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

const BASES = [ListRoutes, RootRoutes, FlowRoutes, TaskRoutes];
const settled = new WeakSet<object>();

/**
 * Gives a viewset's controller class routes of its own, in the order they must be matched. A method that overrides one
 * of ours without decorators keeps the route of the one it overrides; Nest would otherwise not see it, and would match
 * overridden routes before all others. Routes that an application has added are matched before ours.
 *
 * @returns the names of the routes that are ours, in that order.
 */
export function settleRoutes(controller: Type): string[] {
  const prototype = controller.prototype as Methods;
  const names = routeNames(prototype);
  if (settled.has(controller)) return names;
  settled.add(controller);
  for (const name of addedRoutes(prototype, names)) {
    const added = prototype[name] as Method;
    const own = forwardTo(added, name);
    inheritDecorators(added, own);
    Object.defineProperty(prototype, name, { value: own, writable: true, configurable: true });
  }
  for (const name of names) {
    const own = Object.hasOwn(prototype, name)
      ? (prototype[name] as Method)
      : forwardTo(prototype[name] as Method, name);
    for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const ancestor = Object.getOwnPropertyDescriptor(at, name)?.value as object | undefined;
      if (ancestor && ancestor !== own) inheritDecorators(ancestor, own);
    }
    // Own names are listed in the order they were defined.
    delete prototype[name];
    Object.defineProperty(prototype, name, { value: own, writable: true, configurable: true });
  }
  return names;
}

/** A method of its own, to carry decorators of its own. */
function forwardTo(method: Method, name: string): Method {
  const forward = function (this: unknown, ...args: unknown[]) {
    return method.apply(this, args);
  };
  return Object.defineProperty(forward, 'name', { value: name });
}

/** Routes that a class this one extends has added to ours. */
function addedRoutes(prototype: Methods, ours: readonly string[]): string[] {
  const added = new Set<string>();
  const isOurs = (at: object) => BASES.some((base) => base.prototype === at);
  let at = Object.getPrototypeOf(prototype) as Methods;
  for (; !isOurs(at) && at !== Object.prototype; at = Object.getPrototypeOf(at) as Methods) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const value: unknown = Object.getOwnPropertyDescriptor(at, name)?.value;
      if (name === 'constructor' || typeof value !== 'function' || !isRoute(value)) continue;
      if (!ours.includes(name) && !Object.hasOwn(prototype, name)) added.add(name);
    }
  }
  return [...added];
}

/** Our routes that this class has, fixed words before parameters. */
function routeNames(prototype: Methods): string[] {
  const bases = BASES.filter((base) => prototype instanceof base);
  return bases.flatMap((base) => {
    const own = base.prototype as unknown as Methods;
    return Object.getOwnPropertyNames(own).filter(
      (name) => name !== 'constructor' && isRoute(own[name] as object),
    );
  });
}
