import { Activation, End, Flow, Join, Split, Start, View, type FlowNode } from 'nestflow';

class Order {
  total = 0;
  items: string[] = [];
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'prepare' }) start!: FlowNode;

  @Split({
    branches: [
      'writeInvoice',
      {
        to: 'insure',
        when: ({ process }: Activation<Order>) => process.data.total > 500,
        label: 'over 500 €',
      },
      { to: 'pack', items: ({ process }: Activation<Order>) => process.data.items, label: 'each item' },
    ],
  })
  prepare!: FlowNode;

  @View({ next: 'ready' }) writeInvoice!: FlowNode;
  @View({ next: 'ready' }) insure!: FlowNode;
  @View({ next: 'ready' }) pack!: FlowNode;

  @Join({ next: 'end' }) ready!: FlowNode;
  @End() end!: FlowNode;
}
