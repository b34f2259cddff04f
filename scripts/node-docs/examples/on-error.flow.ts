import { Activation, End, Flow, Job, Start, View, type FlowNode } from 'nestflow';

class CardDeclined extends Error {
  readonly code = 'CARD_DECLINED';
}

class Order {
  card = '';
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'pay' }) order!: FlowNode;

  @Job({
    onError: [{ code: 'CARD_DECLINED', then: 'askForAnotherCard' }, { then: 'callSupport' }],
    next: 'paid',
  })
  pay({ process }: Activation<Order>) {
    if (process.data.card === '') throw new CardDeclined();
  }

  @View({ next: 'pay' }) askForAnotherCard!: FlowNode;
  @View({ permission: 'orders.support', next: 'pay' }) callSupport!: FlowNode;

  @End() paid!: FlowNode;
}
