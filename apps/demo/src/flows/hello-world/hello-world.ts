import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import { Field } from 'nestflow';

/** What is said, and whether it may be. */
export class HelloWorld {
  @IsString()
  @Length(1, 50)
  text!: string;

  @Field({ help: 'Yes sends the message to the world; no, or no answer, rejects it.' })
  @IsBoolean()
  @IsOptional()
  approved?: boolean;
}
