import { CompensateThrow, End, Flow, Job, Send, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OrderFlow {
  @Start({ next: 'reserve' }) order!: FlowNode;

  @Job({ compensateWith: 'release', next: 'pay' }) reserve() {}
  @View({ permission: 'orders.pay', onTimeout: { after: '7d', then: 'takeBack' }, next: 'paid' })
  pay!: FlowNode;

  @CompensateThrow({ next: 'expired' }) takeBack!: FlowNode;
  @Send({ name: 'goods-released' }) release!: FlowNode;

  @End() paid!: FlowNode;
  @End() expired!: FlowNode;
}
