import { Activation, End, ErrorEnd, Flow, If, Start, type FlowNode } from 'nestflow';

class Order {
  stock = 0;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'inStock' }) start!: FlowNode;

  @If({ then: 'shipped', else: 'outOfStock' })
  inStock({ process }: Activation<Order>) {
    return process.data.stock > 0;
  }

  @End() shipped!: FlowNode;
  @ErrorEnd({ code: 'OUT_OF_STOCK' }) outOfStock!: FlowNode;
}
