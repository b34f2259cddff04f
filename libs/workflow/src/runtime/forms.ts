import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { classMistakes } from '../definition/class-option.js';
import { InputInvalidError, type FieldError } from '../errors.js';
import { refuseUnstorable } from './storable-text.js';

/** The class of a form: class-validator decorators on its fields. */
export type FormClass<Form extends object = object> = new () => Form;

/** The part of a node's options by which the compiler knows what its method is called with. */
export interface FormOption<Form extends object> {
  readonly form?: FormClass<Form>;
}

/** What is wrong with the form that a node's options name, a sentence; asked at boot. */
export function formMistakes({ name, options }: { name: string; options: { form?: unknown } }): string[] {
  return options.form === undefined ? [] : classMistakes(`'form' of '${name}'`, options.form);
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const DEEPEST = 32;

/**
 * A form's input as a valid instance of its class. Nothing is converted: a JSON `"false"` is no boolean. Fields the
 * class does not know are refused.
 *
 * @throws {InputInvalidError} with a message for every field that does not fit.
 */
export async function validateForm<Form extends object>(
  formClass: FormClass<Form>,
  input: unknown,
): Promise<Form> {
  if (input instanceof formClass) return check(input);
  const plain = input ?? {};
  if (typeof plain !== 'object' || Array.isArray(plain)) {
    throw new InputInvalidError(`Expected an object of ${formClass.name}, but got ${describe(plain)}.`);
  }
  refuseHostileKeys(plain, '', 0);
  return check(plainToInstance(formClass, plain));
}

/**
 * Checks fields as they would be in this data, by the decorators of its class. What they do not touch is not asked.
 *
 * @throws {InputInvalidError} with a message for every field that does not fit.
 */
export async function validateFields(data: object, fields: object): Promise<void> {
  refuseHostileKeys(fields, '', 0);
  refuseUnstorable(fields);
  const together = Object.assign(
    Object.create(Object.getPrototypeOf(data) as object) as object,
    data,
    fields,
  );
  const errors = await validate(together, { forbidUnknownValues: false });
  raise(errors.filter(({ property }) => Object.hasOwn(fields, property)));
}

async function check<Form extends object>(form: Form): Promise<Form> {
  refuseUnstorable(form);
  const errors = await validate(form, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  raise(errors);
  return form;
}

function raise(errors: readonly ValidationError[]): void {
  if (errors.length === 0) return;
  const fields = fieldErrors(errors, '');
  throw new InputInvalidError(
    `Expected a valid form, but ${fields.map(({ field }) => `'${field}'`).join(', ')} ${fields.length === 1 ? 'does' : 'do'} not fit.`,
    fields,
  );
}

/** What class-validator found, with the path of each field below `path`. */
export function fieldErrors(errors: readonly ValidationError[], path: string): FieldError[] {
  return errors.flatMap((error) => flatten(error, path));
}

function flatten(error: ValidationError, path: string): FieldError[] {
  const field = path === '' ? error.property : `${path}.${error.property}`;
  const own = error.constraints
    ? [{ field, messages: Object.values(error.constraints), constraints: Object.keys(error.constraints) }]
    : [];
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

/** Keys that could reach an object's prototype have no place in a form. */
export function refuseHostileKeys(value: unknown, path: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST)
    throw new InputInvalidError(`Expected at most ${DEEPEST} levels of nesting, but got more.`);
  for (const key of Object.keys(value)) {
    const field = path === '' ? key : `${path}.${key}`;
    if (FORBIDDEN_KEYS.has(key)) {
      throw new InputInvalidError(`Expected ordinary field names, but got '${field}'.`, [
        { field, messages: [`${key} is not an allowed name`] },
      ]);
    }
    refuseHostileKeys((value as Record<string, unknown>)[key], field, depth + 1);
  }
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
