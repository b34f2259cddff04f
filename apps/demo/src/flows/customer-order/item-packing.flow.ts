import { PickType } from '@nestjs/mapped-types';
import { type Activation, End, EscalationThrow, Flow, type FlowNode, If, StartHandler, View } from 'nestflow';
import { OrderLine, Packed, Packing } from './order.js';

/** One line of an order is packed, or cannot be. */
@Flow({
  data: Packing,
  title: 'Item packing',
  summary: 'Pack {{ process.data.quantity }} × {{ process.data.article }}',
  result: '{{ process.data.article }}: {{ process.data.outcome }}',
})
export class ItemPackingFlow {
  @StartHandler({ form: OrderLine, next: 'pack' })
  ordered!: FlowNode<OrderLine>;

  @View({ form: PickType(Packing, ['outcome']), permission: 'packing.pack', next: 'isThere' })
  pack!: FlowNode<Pick<Packing, 'outcome'>>;

  @If({ then: 'done', else: 'soldOut' })
  isThere({ process }: Activation<Packing>) {
    return process.data.outcome === Packed.Yes;
  }

  @EscalationThrow({ code: 'SOLD_OUT', next: 'done' })
  soldOut!: FlowNode;

  @End()
  done!: FlowNode;
}
