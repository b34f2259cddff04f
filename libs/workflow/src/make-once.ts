import { Logger, type Type } from '@nestjs/common';
import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from './errors.js';

/** How long dependencies may take before it is said that they are waited for, in milliseconds. */
const PATIENCE = 10_000;

/**
 * One instance of a class for the whole application, with the dependencies it has in a module.
 *
 * @throws {ConfigurationError} when there would be one for each request.
 */
export async function makeOnce<T extends object>(type: Type<T>, place: ModuleRef): Promise<T> {
  try {
    return await place.create(type);
  } catch (error) {
    throw isNests(error, 'RequestScopedCreateException') ? notOne(type) : error;
  }
}

/**
 * The same, in the first module that knows its dependencies: this one, then those of the application, from its root on.
 *
 * @throws what is missing in the root.
 */
export async function makeOnceSomewhere<T extends object>(
  type: Type<T>,
  place: ModuleRef,
  modules: ModulesContainer,
): Promise<T> {
  const others = [...modules.values()]
    .filter(({ isGlobal }) => !isGlobal)
    .map((module) => module.getProviderByKey<ModuleRef>(ModuleRef).instance);
  const late = setTimeout(() => {
    tellWait(type);
  }, PATIENCE);
  try {
    return await makeInFirst(type, [place, ...others]);
  } finally {
    clearTimeout(late);
  }
}

async function makeInFirst<T extends object>(type: Type<T>, places: readonly ModuleRef[]): Promise<T> {
  const failures: unknown[] = [];
  for (const place of places) {
    try {
      return await makeOnce(type, place);
    } catch (error) {
      if (!isNests(error, 'UnknownDependenciesException')) throw error;
      failures.push(error);
    }
  }
  throw failures[1] ?? failures[0];
}

/** Nest does not see a circle that leads through here: both ends would wait for each other, and nobody would say so. */
function tellWait({ name }: Type): void {
  new Logger('Nestflow').warn(
    `${name} still waits for what it depends on. If that depends on WorkflowService, a FlowRef or the AccessPolicy in turn, each waits for the other for ever: ask ModuleRef for it when it is needed instead.`,
  );
}

/** A class of which there has to be one instance is scoped. */
export function notOne({ name }: { readonly name: string }): ConfigurationError {
  return new ConfigurationError(
    `Expected ${name} to be one instance for the whole application, but it, or something it depends on, is request-scoped or transient. Jobs and timers have no request; what it needs of one, such as the user, it has from the activation or as an argument.`,
  );
}

/** Nest does not export the classes of these errors. */
function isNests(error: unknown, name: string): boolean {
  return error instanceof Error && error.constructor.name === name;
}
