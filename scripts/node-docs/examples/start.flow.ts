import { PickType } from '@nestjs/mapped-types';
import { IsBoolean, IsDateString, IsOptional } from 'class-validator';
import { End, Flow, Start, View, type FlowNode } from 'nestflow';

class Leave {
  @IsDateString() from!: string;
  @IsDateString() to!: string;
  @IsBoolean() @IsOptional() approved?: boolean;
}

@Flow({ data: Leave })
export class LeaveFlow {
  @Start({
    form: PickType(Leave, ['from', 'to']),
    permission: 'leave.ask',
    title: 'Ask for leave',
    next: 'approve',
  })
  ask!: FlowNode<Pick<Leave, 'from' | 'to'>>;

  @View({ form: PickType(Leave, ['approved']), permission: 'leave.approve', next: 'end' })
  approve!: FlowNode<Pick<Leave, 'approved'>>;

  @End() end!: FlowNode;
}
