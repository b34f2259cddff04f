import { IsIn, IsInt, IsOptional } from 'class-validator';
import { Activation, BusinessRule, End, Flow, If, Start, View, type FlowNode } from 'nestflow';

class Loan {
  @IsInt() amount = 0;
  @IsIn(['low', 'high']) @IsOptional() risk?: 'low' | 'high';
}

@Flow({ data: Loan })
export class LoanFlow {
  @Start({ form: Loan, next: 'rate' }) apply!: FlowNode<Loan>;

  @BusinessRule({ next: 'isRisky' })
  rate({ process }: Activation<Loan>) {
    return { risk: process.data.amount > 10_000 ? 'high' : 'low' };
  }

  @If({ then: 'review', else: 'end' })
  isRisky({ process }: Activation<Loan>) {
    return process.data.risk === 'high';
  }

  @View({ permission: 'loans.review', next: 'end' }) review!: FlowNode;
  @End() end!: FlowNode;
}
