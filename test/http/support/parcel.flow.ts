import { PickType } from '@nestjs/mapped-types';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  Job,
  Join,
  Split,
  Start,
  Subprocess,
  View,
} from 'nestflow';

export class Receiver {
  @IsString() @Length(1, 50) city!: string;
}

export class Parcel {
  @IsInt() @Min(1) @Max(100) weight!: number;
  @IsInt() @Min(0) depth!: number;
  @IsOptional() @IsString() @Length(2, 50) carrier?: string;
  @IsOptional() @ValidateNested() @Type(() => Receiver) receiver?: Receiver;
  @IsString() @Length(1, 20) number!: string;
}

/** Packed by a person while its label is printed by a job, which fails for parcels without a carrier. */
@Flow({ data: Parcel, title: 'Parcel' })
export class ParcelFlow {
  @Start({ form: PickType(Parcel, ['weight', 'depth']), next: 'both' })
  send!: FlowNode<Pick<Parcel, 'weight' | 'depth'>>;

  @Split({
    branches: [
      'label',
      'pack',
      { to: 'part', when: ({ process }: Activation<Parcel>) => process.data.depth > 0 },
    ],
  })
  both!: FlowNode;

  @Job({ next: 'joined', attempts: 1, was: ['print'] })
  label({ process }: Activation<Parcel>) {
    if (!process.data.carrier) throw new Error('No carrier takes it');
  }

  @View({ permission: 'parcel.pack', onTimeout: { after: '3d', then: 'late' }, next: 'joined' })
  pack!: FlowNode;

  @Subprocess({
    flow: () => ParcelFlow,
    start: 'send',
    payload: ({ process }: Activation<Parcel>) => ({ weight: 1, depth: process.data.depth - 1 }),
    next: 'joined',
  })
  part!: FlowNode;

  @Join({ next: 'sent' }) joined!: FlowNode;
  @End() sent!: FlowNode;
  @End() late!: FlowNode;
}
