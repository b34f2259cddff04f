import { Activation, ConditionalCatch, End, Flow, Start, type FlowNode } from 'nestflow';

class Order {
  total = 0;
  paid = 0;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'allPaid' }) start!: FlowNode;

  @ConditionalCatch({ next: 'end' })
  allPaid({ process }: Activation<Order>) {
    return process.data.paid >= process.data.total;
  }

  @End() end!: FlowNode;
}
