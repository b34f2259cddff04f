import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import {
  METHOD_METADATA,
  PARAMTYPES_METADATA,
  PATH_METADATA,
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/internal';

/** How Nest numbers what a handler's parameters are. */
const PARAMETER = { response: '1', next: '2' } as const;

/** The paths a controller or handler is decorated with, without slashes around them; none for what is no route. */
export function pathsOf(target: object): string[] {
  const paths = Reflect.getMetadata(PATH_METADATA, target) as string | readonly string[] | undefined;
  return paths === undefined ? [] : [paths].flat().map((path) => path.replace(/^\/+|\/+$/g, ''));
}

/** True when the method answers HTTP requests. */
export function isRoute(handler: object): boolean {
  return Reflect.getMetadata(METHOD_METADATA, handler) !== undefined;
}

/** True when the route is a stream of server-sent events. */
export function isEventStream(handler: object): boolean {
  return Reflect.getMetadata(SSE_METADATA, handler) === true;
}

/** Which parameters of a handler take the answer out of Nest's hands. */
export function answersItself(controller: Type, method: string): ('@Res()' | '@Next()')[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as object;
  const kinds = new Set(Object.keys(parameters).map((key) => key.split(':', 1)[0]));
  const passesThrough = Reflect.getMetadata(RESPONSE_PASSTHROUGH_METADATA, controller, method) === true;
  return [
    ...(kinds.has(PARAMETER.response) && !passesThrough ? ['@Res()' as const] : []),
    ...(kinds.has(PARAMETER.next) ? ['@Next()' as const] : []),
  ];
}

/** True when a parameter of the handler is what this factory of a decorator gives. */
export function takes(controller: Type, method: string, factory: unknown): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as object;
  return Object.values(parameters).some(
    (parameter) => (parameter as { factory?: unknown }).factory === factory,
  );
}

/**
 * Hides the classes of the parameters that these factories give from pipes of the application that are there for all
 * parameters (`validateCustomDecorators`): they are no input, and a pipe would copy all that they refer to.
 */
export function keepFromPipes(controller: Type, method: string, factories: readonly unknown[]): void {
  const prototype = controller.prototype as object;
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, prototype, method) as unknown[] | undefined;
  if (!types) return;
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as object;
  const ours = (Object.values(parameters) as { factory?: unknown; index: number }[])
    .filter(({ factory }) => factories.includes(factory))
    .map(({ index }) => index);
  if (ours.length === 0) return;
  const seen = types.map((type, index) => (ours.includes(index) ? Object : type));
  Reflect.defineMetadata(PARAMTYPES_METADATA, seen, prototype, method);
}

/** Copies all that decorators said of one method to another, except where the other has words of its own. */
export function inheritDecorators(from: object, to: object): void {
  for (const key of Reflect.getOwnMetadataKeys(from) as string[]) {
    if (!Reflect.hasOwnMetadata(key, to)) Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, from), to);
  }
}
