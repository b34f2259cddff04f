import { CancelRegion, End, Flow, Join, Receive, Split, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OrderFlow {
  @Start({ next: 'prepare' }) order!: FlowNode;

  @Split({ branches: ['pick', 'invoice', 'recalled'] }) prepare!: FlowNode;
  @View({ next: 'pack' }) pick!: FlowNode;
  @View({ next: 'prepared' }) pack!: FlowNode;
  @View({ next: 'prepared' }) invoice!: FlowNode;

  @Receive({ next: 'stopPacking' }) recalled!: FlowNode;
  @CancelRegion({ nodes: ['pick', 'pack'], next: 'prepared' }) stopPacking!: FlowNode;

  @Join({ next: 'end' }) prepared!: FlowNode;
  @End() end!: FlowNode;
}
