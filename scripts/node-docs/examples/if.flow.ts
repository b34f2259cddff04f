import { Activation, End, Flow, If, Start, type FlowNode } from 'nestflow';

class Order {
  stock = 0;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'inStock' }) start!: FlowNode;

  @If({ then: 'shipped', else: 'refunded' })
  inStock({ process }: Activation<Order>) {
    return process.data.stock > 0;
  }

  @End() shipped!: FlowNode;
  @End() refunded!: FlowNode;
}
