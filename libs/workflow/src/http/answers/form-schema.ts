import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { FormClass } from '../../runtime/forms.js';
import { FIELD_OPTIONS, fieldKeywords, type FieldOptions } from './field.decorator.js';

type JsonSchema = ReturnType<typeof targetConstructorToSchema>;

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
  const nested = (meta: { target: unknown; propertyName: string }) => {
    const inner = nestedForm(meta);
    if (!inner || inner === form || around.includes(inner)) return { type: 'object' as const };
    return formSchema(inner, [...around, form]);
  };
  const { properties, required } = targetConstructorToSchema(form, {
    additionalConverters: {
      [ValidationTypes.NESTED_VALIDATION]: nested,
      [FIELD_OPTIONS]: ({ constraints }) => fieldKeywords(constraints[0] as FieldOptions),
    },
  });
  return {
    type: 'object',
    properties: properties ?? {},
    ...(required ? { required } : {}),
    additionalProperties: false,
  };
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
