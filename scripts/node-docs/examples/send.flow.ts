import { Activation, End, Flow, MessageCatch, Send, Start, type FlowNode } from 'nestflow';

class Order {
  number = '';
  supplier = '';
  lines: string[] = [];
}

@Flow({ data: Order })
export class PurchaseFlow {
  @Start({ next: 'order' }) start!: FlowNode;

  @Send({
    name: 'order-placed',
    key: ({ process }: Activation<Order>) => process.data.supplier,
    ttl: '1d',
    next: 'delivered',
  })
  order({ process }: Activation<Order>) {
    return { number: process.data.number, lines: process.data.lines };
  }

  @MessageCatch({
    name: 'delivered',
    key: ({ process }: Activation<Order>) => process.data.number,
    next: 'end',
  })
  delivered!: FlowNode;

  @End() end!: FlowNode;
}
