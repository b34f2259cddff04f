import { Type } from 'class-transformer';
import {
  IsArray,
  IsDateString,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';
import { Field } from '../../http/answers/field.decorator.js';
import { formSchema } from '../../http/answers/form-schema.js';
import type { Reader } from '../reader.js';
import { en } from '../words/en.js';
import { Words } from '../words/words.js';
import type { FieldSchema } from './field-schema.js';
import { formView } from './form-view.js';
import { readPosted } from './posted-form.js';

class Line {
  @IsString() article!: string;
}

class Order {
  @IsString() name!: string;
  @IsOptional() @IsNumber() amount?: number;
  @Field({ widget: 'datetime' }) @IsDateString() at!: string;
  @IsDateString() day!: string;
  @IsObject() address!: Record<string, unknown>;
  @IsOptional() @IsObject() further?: Record<string, unknown>;
  @IsArray() parcels!: unknown[];
  @IsInt({ each: true }) sizes!: number[];
  @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
}

const BEFORE = {
  name: 'Ada',
  at: '2026-10-25T01:30:45.500Z',
  day: '2026-01-31T23:30:00Z',
  address: { city: 'Vienna' },
  further: { floor: 3 },
  parcels: [{ weight: 2 }, [1, 2]],
  sizes: [1, 2],
  lines: [{ article: 'Lamp' }],
};

const read = (fields: Record<string, string>, before?: object) =>
  readPosted(formSchema(Order) as FieldSchema, fields, { before, zone: 'Europe/Berlin' });

/** What a browser sends of the form as it was shown. */
const SHOWN = {
  'f.name': 'Ada',
  // 02:30 comes twice on this day: this is the second.
  'f.at': '2026-10-25T02:30',
  'f.day': '2026-01-31',
  'f.parcels.0': '',
  'f.parcels.1': '',
  'f.sizes.0': '1',
  'f.sizes.1': '2',
  'f.lines.0.article': 'Lamp',
};

describe('A form that was sent', () => {
  it('changes nothing of what was not changed', () => {
    expect(read(SHOWN, BEFORE)).toEqual(BEFORE);
  });

  it('changes what was', () => {
    const sent = { ...SHOWN, 'f.at': '2026-10-25T02:31', 'f.day': '2026-02-01', 'f.sizes.1': '3' };
    expect(read({ ...sent, 'f.lines.1.article': 'Desk' }, BEFORE)).toEqual({
      ...BEFORE,
      at: '2026-10-25T00:31:00.000Z',
      day: '2026-02-01',
      sizes: [1, 3],
      lines: [{ article: 'Lamp' }, { article: 'Desk' }],
    });
  });

  it('was shown without what it cannot change, and with days that the data has as such', () => {
    const reader = { words: new Words('en', en), zone: 'UTC' } as Reader;
    const values = { ...BEFORE, day: new Date(BEFORE.day) };
    const { fields } = formView(formSchema(Order) as FieldSchema, { values, reader });
    expect(fields.map(({ name }) => name)).not.toContain('f.address');
    expect(fields).toContainEqual(expect.objectContaining({ name: 'f.day', value: '2026-01-31' }));
  });

  it('does not take blanks for a number', () => {
    expect(read({ 'f.amount': '  ' })).not.toHaveProperty('amount');
    expect(read({ 'f.amount': ' 7 ' })).toMatchObject({ amount: 7 });
  });
});
