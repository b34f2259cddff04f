import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { IS_ENUM, MAX_DATE, MIN_DATE, ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { FormClass } from '../../runtime/forms.js';
import { FIELD_OPTIONS, fieldKeywords, type FieldOptions } from './field.decorator.js';
import { enumSchema, fieldTypes, type FieldTypes, type JsonSchema } from './field-types.js';

/** A day or a moment; which is too early or too late may only be known when it is asked. */
const MOMENT: JsonSchema = {
  oneOf: [
    { type: 'string', format: 'date' },
    { type: 'string', format: 'date-time' },
  ],
};

/** A JSON schema of an object. */
export type FormSchema = JsonSchema & {
  readonly type: 'object';
  readonly properties: NonNullable<JsonSchema['properties']>;
  readonly additionalProperties: false;
};

/**
 * The JSON schema of a form, from its class-validator decorators; nested forms are written out in place. A form that
 * contains itself is cut off where it does.
 */
export function formSchema(form: FormClass, around: readonly FormClass[] = []): FormSchema {
  const types = fieldTypes(form);
  const nested = (meta: { target: unknown; propertyName: string; each: boolean }): JsonSchema => {
    const inner = nestedForm(meta);
    const isOpen = inner && inner !== form && !around.includes(inner);
    const schema = isOpen ? formSchema(inner, [...around, form]) : { type: 'object' as const };
    const isList = types.get(meta.propertyName)?.own === 'array' && !meta.each;
    return isList ? { type: 'array', items: schema } : schema;
  };
  const { properties, required } = targetConstructorToSchema(form, {
    additionalConverters: {
      [ValidationTypes.NESTED_VALIDATION]: nested,
      [MIN_DATE]: MOMENT,
      [MAX_DATE]: MOMENT,
      [IS_ENUM]: ({ constraints }) => enumSchema(constraints[0] as Record<string, unknown>),
      [FIELD_OPTIONS]: ({ constraints }) => fieldKeywords(constraints[0] as FieldOptions),
    },
  });
  return {
    type: 'object',
    properties: withTypes(properties ?? {}, types),
    ...(required ? { required } : {}),
    additionalProperties: false,
  };
}

/** The fields with the types that are known of them. */
function withTypes(
  properties: FormSchema['properties'],
  types: ReadonlyMap<string, FieldTypes>,
): FormSchema['properties'] {
  const typed = Object.entries(properties).map(([name, field]) => {
    const { own, items } = types.get(name) ?? {};
    const inner = items && { items: { ...('items' in field ? field.items : {}), type: items } };
    return [name, { ...field, ...(own ? { type: own } : {}), ...inner }] as const;
  });
  return Object.fromEntries<FormSchema['properties'][string]>(typed);
}

/** The class of a field under `@ValidateNested()`: what `@Type` says, else what the compiler recorded. */
function nestedForm({
  target,
  propertyName,
}: {
  target: unknown;
  propertyName: string;
}): FormClass | undefined {
  if (typeof target !== 'function') return undefined;
  const type = defaultMetadataStorage.findTypeMetadata(target, propertyName) as
    { typeFunction?: () => unknown; reflectedType?: unknown } | undefined;
  const found = type?.typeFunction?.() ?? type?.reflectedType;
  const recorded: unknown = Reflect.getMetadata('design:type', target.prototype as object, propertyName);
  const nested = found ?? recorded;
  return typeof nested === 'function' && nested !== Object && nested !== Array
    ? (nested as FormClass)
    : undefined;
}
