import { Type } from 'class-transformer';
import {
  ArrayUnique,
  IsDate,
  IsIBAN,
  IsNumber,
  IsPostalCode,
  IsString,
  Length,
  Min,
  MinDate,
  ValidateNested,
} from 'class-validator';
import type { InputInvalidError } from '../../errors.js';
import { formSchema } from '../../http/answers/form-schema.js';
import { validateForm } from '../../runtime/forms.js';
import type { Reader } from '../reader.js';
import { de } from '../words/de.js';
import { en } from '../words/en.js';
import { Words } from '../words/words.js';
import type { FieldSchema } from './field-schema.js';
import { formView } from './form-view.js';

class Line {
  @IsString() @Length(2, 80) article!: string;
  @IsNumber() @Min(1) amount!: number;
}

class Payment {
  @IsIBAN() account!: string;
  @IsIBAN(undefined, { message: 'Only accounts of ours.' }) from!: string;
  @IsPostalCode('DE') place!: string;
  @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
}

class Parcel {
  @IsNumber() maß!: number;
  @IsNumber() $price!: number;
  @IsDate() @MinDate(new Date('2026-01-01')) @Type(() => Date) from!: Date;
  @ArrayUnique() @IsString({ each: true }) tags!: string[];
}

class Name {
  @IsString() 姓!: string;
  @IsString() 名!: string;
  @IsString() größe!: string;
}

const GOOD = { account: 'DE89370400440532013000', from: 'DE89370400440532013000', place: '10115', lines: [] };

/** What the summary above the form says when these values were refused. */
async function mistakes(values: object, words: Words): Promise<string[]> {
  const input = { ...GOOD, ...values };
  const refusal = await validateForm(Payment, input).catch((error: unknown) => error as InputInvalidError);
  const { errors } = refusal as InputInvalidError;
  const view = formView(formSchema(Payment) as FieldSchema, {
    values: input,
    errors,
    reader: { words, zone: 'UTC' } as Reader,
  });
  return view.mistakes.map(({ label, messages }) => `${label}: ${messages.join(' ')}`);
}

describe('What a form says of mistakes', () => {
  const german = new Words('de', de);
  const english = new Words('en', en);

  it('is in the words of the reader, for validators that there are words for', async () => {
    const values = { account: 'DE1', place: 'x' };
    expect(await mistakes(values, german)).toEqual([
      'Account: Bitte geben Sie eine IBAN ein.',
      'Place: Bitte geben Sie eine Postleitzahl ein.',
    ]);
    expect(await mistakes(values, english)).toEqual([
      'Account: Please enter an IBAN.',
      'Place: Please enter a postal code.',
    ]);
  });

  it("is what the form's author has written, where they have", async () => {
    expect(await mistakes({ from: 'DE1' }, german)).toEqual(['From: Only accounts of ours.']);
  });

  it('keeps to each message when another one says of no validator that it is of it', () => {
    const errors = [
      { field: 'place', messages: ['place is far away'] },
      { field: 'place', messages: ['place must be a postal code'], constraints: ['isPostalCode'] },
      {
        field: 'account',
        messages: ['account is closed', 'account must be an IBAN'],
        constraints: ['isIBAN'],
      },
    ];
    const { mistakes: told } = formView(formSchema(Payment) as FieldSchema, {
      values: GOOD,
      errors,
      reader: { words: english, zone: 'UTC' } as Reader,
    });
    expect(told.map(({ messages }) => messages)).toEqual([
      ['account is closed', 'account must be an IBAN'],
      ['place is far away', 'Please enter a postal code.'],
    ]);
  });

  it('names the line of a list', async () => {
    const lines = [
      { article: 'Lamp', amount: 1 },
      { article: 'x', amount: 1 },
    ];
    expect(await mistakes({ lines }, english)).toEqual([
      'Lines, No. 2, Article: Must have at least 2 characters.',
    ]);
  });

  it('is in the words of the reader whatever the field is called, and however the validator begins', async () => {
    const values = { maß: 'x', $price: 'x', from: '2025-12-31', tags: ['a', 'a'] };
    const refusal = await validateForm(Parcel, values).catch((error: unknown) => error as InputInvalidError);
    const { mistakes: told } = formView(formSchema(Parcel) as FieldSchema, {
      values,
      errors: (refusal as InputInvalidError).errors,
      reader: { words: german, zone: 'UTC' } as Reader,
    });
    expect(Object.fromEntries(told.map(({ label, messages }) => [label, messages]))).toEqual({
      Maß: ['Bitte geben Sie eine Zahl ein.'],
      $price: ['Bitte geben Sie eine Zahl ein.'],
      From: ['Dieses Datum ist zu früh.'],
      Tags: ['Nichts darf doppelt vorkommen.'],
    });
  });

  it('leads to the field it is about, whatever letters its name has', () => {
    const { fields } = formView(formSchema(Name) as FieldSchema, {
      values: {},
      reader: { words: english, zone: 'UTC' } as Reader,
    });
    expect(new Set(fields.map(({ id }) => id)).size).toBe(3);
  });
});
