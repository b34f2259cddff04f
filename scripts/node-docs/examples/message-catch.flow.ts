import { Activation, End, Flow, MessageCatch, Start, type FlowNode } from 'nestflow';

class Order {
  number = '';
  paid?: number;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'paid' }) start!: FlowNode;

  @MessageCatch({
    name: 'invoice-paid',
    key: ({ process }: Activation<Order>) => process.data.number,
    next: 'end',
  })
  paid({ process }: Activation<Order>, payment: { amount: number }) {
    process.data.paid = payment.amount;
  }

  @End() end!: FlowNode;
}
