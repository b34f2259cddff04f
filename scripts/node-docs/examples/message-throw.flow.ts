import { Activation, End, Flow, MessageThrow, Start, type FlowNode } from 'nestflow';

class Payment {
  order = '';
  amount = 0;
}

@Flow({ data: Payment })
export class PaymentFlow {
  @Start({ next: 'tell' }) received!: FlowNode;

  @MessageThrow({
    name: 'invoice-paid',
    key: ({ process }: Activation<Payment>) => process.data.order,
    ttl: '30d',
    next: 'end',
  })
  tell({ process }: Activation<Payment>) {
    return { amount: process.data.amount };
  }

  @End() end!: FlowNode;
}
