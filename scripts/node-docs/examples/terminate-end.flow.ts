import { Flow, Split, Start, TerminateEnd, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OrderFlow {
  @Start({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['ship', 'withdraw'] }) both!: FlowNode;
  @View({ next: 'shipped' }) ship!: FlowNode;
  @View({ next: 'withdrawn' }) withdraw!: FlowNode;
  @TerminateEnd() shipped!: FlowNode;
  @TerminateEnd() withdrawn!: FlowNode;
}
