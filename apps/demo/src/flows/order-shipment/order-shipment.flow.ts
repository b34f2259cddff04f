import { PickType } from '@nestjs/mapped-types';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  Handler,
  If,
  Join,
  ManualTask,
  Split,
  Start,
  View,
} from 'nestflow';
import { Delivery, Shipment } from './shipment.js';
import { Warehouse } from './warehouse.js';

/** What goods must be worth to be insured, in euros. */
const INSURED_FROM = 500;

/** The office sees to the carrier and the papers while the warehouse packs; then the goods leave. */
@Flow({
  data: Shipment,
  title: 'Order shipment',
  summary: 'Ship {{ process.data.parcels }} parcels to {{ process.data.customer }}',
  result: 'Shipped {{ process.data.parcels }} parcels to {{ process.data.customer }}',
})
export class OrderShipmentFlow {
  constructor(private readonly warehouse: Warehouse) {}

  @Start({
    form: PickType(Shipment, ['customer', 'address', 'parcels', 'value']),
    title: 'New shipment',
    permission: 'shipment.clerk',
    next: 'prepare',
  })
  order!: FlowNode<Pick<Shipment, 'customer' | 'address' | 'parcels' | 'value'>>;

  @Split({ branches: ['chooseDelivery', 'pack'] })
  prepare!: FlowNode;

  @View({
    form: PickType(Shipment, ['delivery']),
    summary: 'How do {{ process.data.parcels }} parcels get to {{ process.data.customer }}?',
    permission: 'shipment.clerk',
    assign: (activation: Activation<Shipment>) => activation.ownerOf('order'),
    next: 'isFreight',
  })
  chooseDelivery!: FlowNode<Pick<Shipment, 'delivery'>>;

  @If({ then: 'bookHaulier', else: 'paperwork' })
  isFreight({ process }: Activation<Shipment>) {
    return process.data.delivery === Delivery.Freight;
  }

  @View({
    form: PickType(Shipment, ['haulier']),
    permission: 'shipment.clerk',
    assign: (activation: Activation<Shipment>) => activation.ownerOf('chooseDelivery'),
    next: 'ready',
  })
  bookHaulier!: FlowNode<Pick<Shipment, 'haulier'>>;

  @Split({
    branches: [
      'printLabel',
      {
        to: 'insure',
        when: ({ process }: Activation<Shipment>) => process.data.value >= INSURED_FROM,
        label: 'valuable',
      },
    ],
  })
  paperwork!: FlowNode;

  @View({ form: PickType(Shipment, ['trackingNumber']), permission: 'shipment.clerk', next: 'papersReady' })
  printLabel!: FlowNode<Pick<Shipment, 'trackingNumber'>>;

  @View({
    form: PickType(Shipment, ['policyNumber']),
    summary: 'Insure goods worth {{ process.data.value }} €',
    permission: 'shipment.clerk',
    next: 'papersReady',
  })
  insure!: FlowNode<Pick<Shipment, 'policyNumber'>>;

  @Join({ next: 'ready' })
  papersReady!: FlowNode;

  @ManualTask({
    summary: 'Pack {{ process.data.parcels }} parcels for {{ process.data.customer }}',
    permission: 'shipment.pack',
    due: '1d',
    next: 'ready',
    onTimeout: { after: '1d', then: 'remind', interrupting: false },
  })
  pack!: FlowNode;

  @Handler({ next: 'reminded' })
  async remind({ process }: Activation<Shipment>) {
    process.data.reminders = (process.data.reminders ?? 0) + 1;
    await this.warehouse.remind(process.data.customer);
  }

  @End()
  reminded!: FlowNode;

  @Join({ next: 'handOver' })
  ready!: FlowNode;

  @ManualTask({
    title: 'Hand over to the carrier',
    permission: 'shipment.pack',
    assign: (activation: Activation<Shipment>) => activation.ownerOf('pack'),
    next: 'shipped',
  })
  handOver!: FlowNode;

  @End()
  shipped!: FlowNode;
}
