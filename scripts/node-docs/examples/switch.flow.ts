import { Activation, End, Flow, Start, Switch, type FlowNode } from 'nestflow';

class Order {
  total = 0;
  abroad = false;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'delivery' }) start!: FlowNode;

  @Switch({
    cases: [
      { to: 'byAir', when: ({ process }: Activation<Order>) => process.data.abroad, label: 'abroad' },
      {
        to: 'express',
        when: ({ process }: Activation<Order>) => process.data.total > 1000,
        label: 'over 1000 €',
      },
    ],
    default: 'standard',
  })
  delivery!: FlowNode;

  @End() byAir!: FlowNode;
  @End() express!: FlowNode;
  @End() standard!: FlowNode;
}
