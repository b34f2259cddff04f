import {
  getMetadataStorage,
  IS_ARRAY,
  IS_BOOLEAN,
  IS_INT,
  IS_NUMBER,
  IS_OBJECT,
  ValidationTypes,
} from 'class-validator';
import type { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { FormClass } from '../../runtime/forms.js';

/** A JSON schema of anything. */
export type JsonSchema = ReturnType<typeof targetConstructorToSchema>;

/** The validators that say what type a field is of, by what they say; the first of several that a field has counts. */
const SAYING: readonly (readonly [validator: string, type: FieldType])[] = [
  [IS_INT, 'integer'],
  [IS_NUMBER, 'number'],
  [IS_BOOLEAN, 'boolean'],
  [IS_ARRAY, 'array'],
  [IS_OBJECT, 'object'],
  [ValidationTypes.NESTED_VALIDATION, 'object'],
];

type FieldType = 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** What is known of a field: its own type, and that of its items. */
export interface FieldTypes {
  readonly own?: FieldType;
  readonly items?: FieldType;
}

/**
 * The types of a form's fields, as far as their validators say them. Others imply one, which is not always right:
 * `@IsNotEmpty()` that of a text, `@Min()` that of any number.
 */
export function fieldTypes(form: FormClass): ReadonlyMap<string, FieldTypes> {
  const types = new Map<string, FieldTypes>();
  const validators = getMetadataStorage().getTargetValidationMetadatas(form, '', true, false);
  for (const [validator, type] of SAYING) {
    for (const { propertyName, each, name, type: kind } of validators) {
      if (name !== validator && kind !== validator) continue;
      const known = types.get(propertyName);
      types.set(propertyName, each ? { items: type, ...known } : { own: type, ...known });
    }
  }
  return types;
}

/** What a field under `@IsEnum()` may be: of an enum with numbers, not the names that the compiler has put beside them. */
export function enumSchema(of: Readonly<Record<string, unknown>>): JsonSchema {
  const isReverse = (key: string) => {
    const name = of[key];
    return typeof name === 'string' && typeof of[name] === 'number' && String(of[name]) === key;
  };
  const keys = Object.keys(of);
  const names = keys.filter((key) => !isReverse(key));
  const values = names.map((name) => of[name]);
  const type = (['string', 'number'] as const).find((one) => values.every((value) => typeof value === one));
  return {
    enum: values,
    ...(type === undefined ? {} : { type }),
    ...(names.length < keys.length ? { 'x-enum-varnames': names } : {}),
  };
}
