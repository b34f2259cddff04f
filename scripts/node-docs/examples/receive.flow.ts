import { Activation, End, Flow, Receive, Start, type FlowNode } from 'nestflow';

class Order {
  paidAt?: string;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'paid' }) start!: FlowNode;

  /** `flow.receive('paid', { processId }, { date })` */
  @Receive({ next: 'end' })
  paid({ process }: Activation<Order>, payment: { date: string }) {
    process.data.paidAt = payment.date;
  }

  @End() end!: FlowNode;
}
