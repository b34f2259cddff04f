import { Activation, End, Flow, Start, type FlowNode } from 'nestflow';

class Order {
  closedAt?: string;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'closed' }) start!: FlowNode;

  @End()
  closed({ process, now }: Activation<Order>) {
    process.data.closedAt = now.toISOString();
  }
}
