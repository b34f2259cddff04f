import { End, Flow, SignalThrow, Start, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OpeningFlow {
  @Start({ next: 'open' }) unlock!: FlowNode;
  @SignalThrow({ name: 'shop-opened', next: 'end' }) open!: FlowNode;
  @End() end!: FlowNode;
}
