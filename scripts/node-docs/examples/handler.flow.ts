import { Activation, End, Flow, Handler, Start, type FlowNode } from 'nestflow';

class Order {
  net = 0;
  tax?: number;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'addTax' }) start!: FlowNode;

  @Handler({ next: 'end' })
  addTax({ process }: Activation<Order>) {
    process.data.tax = process.data.net * 0.19;
  }

  @End() end!: FlowNode;
}
