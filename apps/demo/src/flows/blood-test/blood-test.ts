import { IsBoolean, IsDateString, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** What is looked for in a patient's blood, and what was found. */
export class BloodTest {
  @IsString()
  @Length(1, 80)
  patient!: string;

  @IsDateString({ strict: true })
  bornOn!: string;

  /** What the first sample left open. */
  @IsString()
  @Length(1, 200)
  @IsOptional()
  reason?: string;

  @IsBoolean()
  @IsOptional()
  hormones?: boolean;

  @IsBoolean()
  @IsOptional()
  tumorMarkers?: boolean;

  /** In grams per decilitre. */
  @IsNumber()
  @Min(0)
  @Max(30)
  hemoglobin!: number;

  /** In millimoles per litre. */
  @IsNumber()
  @Min(0)
  @Max(60)
  glucose!: number;

  /** Thyrotropin, in milliunits per litre. */
  @IsNumber()
  @Min(0)
  @Max(200)
  thyrotropin!: number;

  /** Carcinoembryonic antigen, in micrograms per litre. */
  @IsNumber()
  @Min(0)
  @Max(1000)
  antigen!: number;

  @IsString()
  @Length(1, 500)
  @IsOptional()
  remark?: string;
}
