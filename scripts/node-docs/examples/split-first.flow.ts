import { End, Flow, Receive, SplitFirst, Start, Timer, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OfferFlow {
  @Start({ next: 'wait' }) offer!: FlowNode;

  @SplitFirst({ branches: ['answered', 'twoWeeksPassed'] }) wait!: FlowNode;
  @Receive({ next: 'sold' }) answered!: FlowNode;
  @Timer({ after: '14d', next: 'withdrawn' }) twoWeeksPassed!: FlowNode;

  @End() sold!: FlowNode;
  @End() withdrawn!: FlowNode;
}
