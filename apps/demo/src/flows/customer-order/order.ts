import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/** One line of an order. */
export class OrderLine {
  @IsString()
  @Length(1, 80)
  article!: string;

  @IsInt()
  @Min(1)
  @Max(1000)
  quantity!: number;
}

/** Somebody orders some things. */
export class Order {
  @IsString()
  @Length(1, 80)
  customer!: string;

  @IsEmail()
  email!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  lines!: OrderLine[];

  packed?: string[];
}

/** A customer whom nobody knows yet. */
export class Verification {
  @IsString()
  @Length(1, 80)
  customer!: string;

  @IsEmail()
  email!: string;

  @IsString()
  @Length(1, 40)
  documentNumber!: string;

  @IsBoolean()
  verified!: boolean;

  @IsString()
  @Length(1, 200)
  @IsOptional()
  reason?: string;
}

/** What became of a line. */
export enum Packed {
  Yes = 'packed',
  SoldOut = 'sold-out',
}

/** A line that is packed. */
export class Packing extends OrderLine {
  @IsEnum(Packed)
  outcome!: Packed;
}
