import {
  IsBoolean,
  IsDateString,
  IsIBAN,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';

/** What a supplier wants to be paid. */
export class Invoice {
  @IsString()
  @Length(1, 40)
  number!: string;

  @IsString()
  @Length(1, 80)
  supplier!: string;

  /** In euros. */
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(1_000_000)
  amount!: number;

  /** Whose account it is to be paid into. */
  @IsIBAN()
  account!: string;

  @IsDateString({ strict: true })
  payBy!: string;

  @IsBoolean()
  approved!: boolean;

  @IsString()
  @Length(1, 500)
  @IsOptional()
  note?: string;

  /** The bank's number of the transfer. */
  transfer?: string;

  confirmedOn?: string;
}
