import { Type } from 'class-transformer';
import { PickType } from '@nestjs/mapped-types';
import {
  IsArray,
  IsBoolean,
  IsDate,
  IsEnum,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxDate,
  Min,
  MinDate,
  ValidateNested,
} from 'class-validator';
import { formSchema } from './form-schema.js';

enum Urgency {
  Low = 1,
  VeryHigh = 2,
}

enum Colour {
  Red = 'red',
  Green = 'green',
}

class Request {
  @IsNotEmpty() @IsNumber() amount!: number;
  @IsNotEmpty() @IsBoolean() sure!: boolean;
  @IsNotEmpty() @IsArray() @IsString({ each: true }) tags!: string[];
  @IsNotEmpty() @IsObject() address!: object;
  @IsNotEmpty() @IsEnum(Colour) colour!: Colour;
  @IsNotEmpty() name!: string;
  @Min(1) @Max(9) @IsPositive() @IsInt() people!: number;
  @Min(1, { each: true }) @IsInt({ each: true }) sizes!: number[];
  @IsEnum(Urgency) urgency!: Urgency;
  @IsOptional() @IsEnum(Urgency, { each: true }) urgencies?: Urgency[];
}

class Line {
  @IsNotEmpty() @IsString() article!: string;
}

class Trip {
  @MinDate(() => new Date()) @IsDate() from!: Date;
  @IsDate() @MaxDate(new Date('2026-01-31')) to!: Date;
  @IsNotEmpty() @ValidateNested() @Type(() => Line) first!: Line;
  @ValidateNested() @Type(() => Line) @IsArray() lines!: Line[];
}

describe('The schema of a form', () => {
  it.each([
    Request,
    PickType(Request, ['amount', 'sure', 'tags', 'address', 'colour', 'name', 'people', 'sizes']),
  ])('knows what type a field is of, in whatever order its validators stand', (form) => {
    const { properties } = formSchema(form);
    const types = Object.entries(properties).map(([name, schema]) => [
      name,
      (schema as { type?: string }).type,
    ]);
    expect(Object.fromEntries(types)).toMatchObject({
      amount: 'number',
      sure: 'boolean',
      tags: 'array',
      address: 'object',
      colour: 'string',
      name: 'string',
      people: 'integer',
      sizes: 'array',
    });
    expect(properties['sizes']).toMatchObject({ items: { type: 'integer', minimum: 1 } });
  });

  it('offers the numbers of a numeric enum, and knows their names', () => {
    const { properties } = formSchema(Request);
    expect(properties).toMatchObject({
      urgency: { type: 'number', enum: [1, 2], 'x-enum-varnames': ['Low', 'VeryHigh'] },
      urgencies: { type: 'array', items: { type: 'number', enum: [1, 2] } },
      colour: { type: 'string', enum: ['red', 'green'] },
    });
  });

  it('knows what is nested, in lists that do not say so of each', () => {
    const line = { type: 'object', properties: { article: { type: 'string' } } };
    expect(formSchema(Trip).properties).toMatchObject({ first: line, lines: { type: 'array', items: line } });
  });

  it('leaves to validation which days are too early or too late', () => {
    const day = { oneOf: [{ format: 'date' }, { format: 'date-time' }] };
    const { from, to } = formSchema(Trip).properties;
    expect({ from, to }).toMatchObject({ from: day, to: day });
    expect(to).not.toHaveProperty('description');
  });
});
