import { registerDecorator } from 'class-validator';

/** What a form says of a field, and how it is filled in. */
export interface FieldOptions {
  /** What it is called. Default: the property's name, humanised ("spentOn" → "Spent on"). */
  readonly label?: string;
  /** A sentence on what to fill in. */
  readonly help?: string;
  /** How it is filled in. Default: by its validators, texts of more than 200 characters in several lines. */
  readonly widget?: 'text' | 'textarea' | 'tel' | 'date' | 'datetime' | 'select' | 'yesno' | 'checkbox';
  /** What the values of an enum are called. Default: the values, humanised. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The name these options have among a class's validators. */
export const FIELD_OPTIONS = 'nestflowField';

/**
 * How a property is shown in forms and where data is read; it is in the form's JSON schema, too. It is recorded beside
 * the validators and validates nothing, so that `PickType` and the like take it along.
 *
 * @example
 * export class Leave {
 *   \@Field({ label: 'First day', help: 'Weekends count as well.' }) \@IsDateString() from!: string;
 *   \@Field({ widget: 'textarea' }) \@IsString() \@MaxLength(150) reason!: string;
 * }
 */
export function Field(options: FieldOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: FIELD_OPTIONS,
      target: target.constructor,
      propertyName: String(property),
      constraints: [options],
      validator: { validate: () => true },
    });
}

/** The options as keywords of a JSON schema. */
export function fieldKeywords({ label, help, widget, labels }: FieldOptions): Record<string, unknown> {
  return {
    ...(label === undefined ? {} : { title: label }),
    ...(help === undefined ? {} : { description: help }),
    ...(widget === undefined ? {} : { 'x-widget': widget }),
    ...(labels === undefined ? {} : { 'x-labels': labels }),
  };
}
