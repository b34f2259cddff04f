import { IsBoolean, IsDateString, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** Something that was booked. */
export interface Booking {
  /** The number it was booked under. */
  readonly reference: string;
  /** In euros. */
  readonly price: number;
}

/** A journey on business. */
export class Trip {
  @IsString()
  @Length(1, 80)
  destination!: string;

  @IsDateString({ strict: true })
  leavesOn!: string;

  @IsInt()
  @Min(1)
  @Max(30)
  nights!: number;

  @IsBoolean()
  approved!: boolean;

  @IsString()
  @Length(1, 200)
  @IsOptional()
  remark?: string;

  flight?: Booking;
  hotel?: Booking;

  /** What was given back, by its reference. */
  cancelled?: string[];

  paid?: number;
}

/** What all of it costs, in euros. */
export function priceOf({ flight, hotel }: Trip): number {
  return (flight?.price ?? 0) + (hotel?.price ?? 0);
}
