import { IsInt } from 'class-validator';
import { End, Flow, Join, Split, Start, View, type Activation, type FlowNode } from 'nestflow';

export class Width {
  @IsInt() width!: number;
}

/** As many branches as it is told, each one person's task; joined before the end. */
@Flow({ data: Width, name: 'fan' })
export class FanFlow {
  @Start({ form: Width, next: 'split' }) start!: FlowNode<Width>;
  @Split({
    branches: [
      {
        to: 'review',
        items: ({ process }: Activation<Width>) =>
          Array.from({ length: process.data.width }, (_, page) => ({ page })),
      },
    ],
  })
  split!: FlowNode;
  @View({ permission: 'fan.review', next: 'join' }) review!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}
