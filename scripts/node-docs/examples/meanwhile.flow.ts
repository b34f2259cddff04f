import { End, Flow, Receive, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OrderFlow {
  @Start({ next: 'paid' }) order!: FlowNode;

  @Receive({ next: 'ship', meanwhile: 'changeAddress' }) paid!: FlowNode;
  @View({ next: 'changed' }) changeAddress!: FlowNode;
  @End() changed!: FlowNode;

  @View({ next: 'end' }) ship!: FlowNode;
  @End() end!: FlowNode;
}
