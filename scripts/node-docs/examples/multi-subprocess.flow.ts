import { Activation, End, Flow, MultiSubprocess, Start, StartHandler, View, type FlowNode } from 'nestflow';

class Parcel {
  item = '';
}

@Flow({ data: Parcel })
class ParcelFlow {
  @StartHandler({ next: 'pack' })
  item({ process }: Activation<Parcel>, item: string) {
    process.data.item = item;
  }
  @View({ permission: 'parcels.pack', next: 'end' }) pack!: FlowNode;
  @End() end!: FlowNode;
}

class Order {
  items: string[] = [];
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'packAll' }) start!: FlowNode;

  @MultiSubprocess({
    flow: ParcelFlow,
    start: 'item',
    items: ({ process }: Activation<Order>) => process.data.items,
    next: 'end',
  })
  packAll!: FlowNode;

  @End() end!: FlowNode;
}
