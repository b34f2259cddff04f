import { End, Flow, ManualTask, Start, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class OnboardingFlow {
  @Start({ next: 'handOverKeys' }) start!: FlowNode;

  @ManualTask({
    permission: 'office.keys',
    description: 'Hand over the keys, and have them signed for.',
    next: 'end',
  })
  handOverKeys!: FlowNode;

  @End() end!: FlowNode;
}
