import { ConflictException } from '@nestjs/common';
import { PickType } from '@nestjs/mapped-types';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Activation, End, Flow, type FlowNode, Handler, Start, Switch, View } from 'nestflow';

export class Address {
  @IsString() @Length(1, 100) city!: string;
}

export class Claim {
  @IsInt() @Min(1) @Max(1_000_000) amount!: number;
  @IsOptional() @IsString() note?: string;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => Address) address?: Address;
  @IsIn(['pay', 'refuse']) decision!: string;
}

/** Filed by anybody, reviewed by reviewers; paying fails in ways of the application's own. */
@Flow({
  data: Claim,
  title: 'Claim',
  summary: '{% for _ in (1..2000000) %}fails when it is rendered{% endfor %}',
})
export class ClaimFlow {
  @Start({ form: PickType(Claim, ['amount', 'note', 'address']), next: 'review' })
  file!: FlowNode<Pick<Claim, 'amount' | 'note' | 'address'>>;

  @View({
    form: PickType(Claim, ['decision', 'note']),
    permission: 'claim.review',
    summary: 'Review {{ process.data.amount }}',
    next: 'decide',
  })
  review!: FlowNode<Pick<Claim, 'decision' | 'note'>>;

  @Switch({
    cases: [{ to: 'pay', when: ({ process }: Activation<Claim>) => process.data.decision === 'pay' }],
  })
  decide!: FlowNode;

  @Handler({ next: 'paid' })
  pay({ process }: Activation<Claim>) {
    if (process.data.amount === 13) throw new Error('The bank, password 1234, is closed');
    if (process.data.amount === 14) throw new ConflictException({ bank: 'says no' });
  }

  @End() paid!: FlowNode;
}
