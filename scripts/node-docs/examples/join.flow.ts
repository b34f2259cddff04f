import { End, Flow, Join, Split, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class ApplicationFlow {
  @Start({ next: 'askThree' }) start!: FlowNode;

  @Split({ branches: ['first', 'second', 'third'] }) askThree!: FlowNode;
  @View({ next: 'twoOfThree' }) first!: FlowNode;
  @View({ next: 'twoOfThree' }) second!: FlowNode;
  @View({ next: 'twoOfThree' }) third!: FlowNode;

  /** Two opinions are enough; the third task is withdrawn then. */
  @Join({ needs: 2, rest: 'cancel', next: 'end' }) twoOfThree!: FlowNode;

  @End() end!: FlowNode;
}
