import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';

/** What is said, and whether it may be. */
export class HelloWorld {
  @IsString()
  @Length(1, 50)
  text!: string;

  @IsBoolean()
  @IsOptional()
  approved?: boolean;
}
