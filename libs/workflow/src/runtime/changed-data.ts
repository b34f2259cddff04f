import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate } from 'class-validator';
import { InputInvalidError, type FieldError } from '../errors.js';
import { fieldErrors, refuseHostileKeys } from './forms.js';
import type { ProcessContext } from './process-context.js';
import { hydrate } from './process-data.js';
import { refuseUnstorable } from './storable-text.js';

/**
 * Changes fields of the process data; `null` takes a field away. The new values must fit the flow's data class.
 *
 * @throws {InputInvalidError} when a field is none of the data class, or its value does not fit.
 */
export async function changeData(context: ProcessContext, patch: unknown): Promise<void> {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw invalid([{ field: 'data', messages: ['data must be an object'] }]);
  }
  refuseHostileKeys(patch, 'data', 0);
  refuseUnstorable(patch, 'data');
  const { data: dataClass } = context.flow.options;
  const before = JSON.parse(JSON.stringify(context.process.data)) as Record<string, unknown>;
  const known = new Set([...Object.keys(before), ...declaredFields(dataClass)]);
  const fields = Object.keys(patch);
  const strangers = fields.filter((field) => !known.has(field));
  if (strangers.length > 0) {
    throw invalid(
      strangers.map((field) => ({ field: `data.${field}`, messages: [`${field} is no field of it`] })),
    );
  }
  const kept = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null);
  const after = Object.fromEntries(kept) as Record<string, unknown>;
  // What other fields hold, or do not hold yet, is not what was asked.
  const errors = await validate(plainToInstance(dataClass, after), {
    skipMissingProperties: true,
    forbidUnknownValues: false,
  });
  const wrong = errors.filter(({ property }) => fields.includes(property));
  if (wrong.length > 0) throw invalid(fieldErrors(wrong, 'data'));
  context.process.data = hydrate(dataClass, after);
}

function declaredFields(dataClass: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dataClass, '', false, false);
  return metadata.map(({ propertyName }) => propertyName);
}

function invalid(errors: FieldError[]): InputInvalidError {
  const fields = errors.map(({ field }) => `'${field}'`).join(', ');
  return new InputInvalidError(
    `Expected data that fits its class, but ${fields} ${errors.length === 1 ? 'does' : 'do'} not.`,
    errors,
  );
}
