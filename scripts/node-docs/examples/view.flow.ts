import { PickType } from '@nestjs/mapped-types';
import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { Activation, End, Flow, Start, View, type FlowNode } from 'nestflow';

class Leave {
  @IsBoolean() @IsOptional() approved?: boolean;
  @IsString() @IsOptional() decidedBy?: string;
}

@Flow({ data: Leave })
export class LeaveFlow {
  @Start({ next: 'approve' }) ask!: FlowNode;

  @View({ form: PickType(Leave, ['approved']), permission: 'leave.approve', due: '2d', next: 'file' })
  approve({ process, user }: Activation<Leave>, form: Pick<Leave, 'approved'>) {
    process.data.approved = form.approved;
    process.data.decidedBy = user?.id;
  }

  @View({ assign: (activation: Activation<Leave>) => activation.ownerOf('approve'), next: 'end' })
  file!: FlowNode;

  @End() end!: FlowNode;
}
