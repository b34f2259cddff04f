import { End, Flow, SignalCatch, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class DeliveryFlow {
  @Start({ next: 'opened' }) start!: FlowNode;
  @SignalCatch({ name: 'shop-opened', next: 'deliver' }) opened!: FlowNode;
  @View({ next: 'end' }) deliver!: FlowNode;
  @End() end!: FlowNode;
}
