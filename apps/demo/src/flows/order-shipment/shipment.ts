import { IsEnum, IsInt, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** How goods travel. */
export enum Delivery {
  Post = 'post',
  Freight = 'freight',
}

/** Goods on their way to a customer. */
export class Shipment {
  @IsString()
  @Length(1, 80)
  customer!: string;

  @IsString()
  @Length(1, 200)
  address!: string;

  @IsInt()
  @Min(1)
  @Max(100)
  parcels!: number;

  /** What the goods are worth, in euros. */
  @IsNumber()
  @Min(0)
  value!: number;

  @IsEnum(Delivery)
  @IsOptional()
  delivery?: Delivery;

  @IsString()
  @Length(1, 80)
  @IsOptional()
  haulier?: string;

  @IsString()
  @Length(1, 40)
  @IsOptional()
  trackingNumber?: string;

  @IsString()
  @Length(1, 40)
  @IsOptional()
  policyNumber?: string;

  /** How often the warehouse was reminded. */
  @IsInt()
  @IsOptional()
  reminders?: number;
}
