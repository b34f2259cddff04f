import { PickType } from '@nestjs/mapped-types';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  ManualTask,
  MultiSubprocess,
  type Process,
  Start,
  Subprocess,
} from 'nestflow';
import { CustomerVerificationFlow } from './customer-verification.flow.js';
import { ItemPackingFlow } from './item-packing.flow.js';
import { Order, Packed, type Packing } from './order.js';

/** The customer is verified by a process of its own; then every line is packed by one. */
@Flow({
  data: Order,
  title: 'Customer order',
  summary: '{{ process.data.lines.size }} articles for {{ process.data.customer }}',
  result: "{{ process.data.customer }} gets {{ process.data.packed | join: ', ' | default: 'nothing' }}",
})
export class CustomerOrderFlow {
  @Start({
    form: PickType(Order, ['customer', 'email', 'lines']),
    title: 'New order',
    permission: 'orders.enter',
    next: 'verifyCustomer',
  })
  order!: FlowNode<Pick<Order, 'customer' | 'email' | 'lines'>>;

  @Subprocess({
    flow: CustomerVerificationFlow,
    start: 'requested',
    payload: ({ process: { data } }: Activation<Order>) => ({ customer: data.customer, email: data.email }),
    next: 'packLines',
    onError: { code: 'NOT_VERIFIED', then: 'refused' },
  })
  verifyCustomer!: FlowNode;

  @MultiSubprocess({
    flow: ItemPackingFlow,
    start: 'ordered',
    items: ({ process }: Activation<Order>) => process.data.lines,
    next: 'send',
    onEscalation: { code: 'SOLD_OUT', then: 'tellCustomer' },
  })
  packLines({ process }: Activation<Order>, items: Process<Packing>[]) {
    process.data.packed = items
      .filter(({ data }) => data.outcome === Packed.Yes)
      .map(({ data }) => data.article);
  }

  @ManualTask({
    summary: 'Tell {{ process.data.customer }} ({{ process.data.email }}) that not everything is there',
    permission: 'orders.enter',
    assign: (activation: Activation<Order>) => activation.ownerOf('order'),
    next: 'told',
  })
  tellCustomer!: FlowNode;

  @End()
  told!: FlowNode;

  @ManualTask({ permission: 'packing.pack', next: 'sent' })
  send!: FlowNode;

  @End()
  sent!: FlowNode;

  @End({ title: 'Customer refused' })
  refused!: FlowNode;
}
