import { End, EscalationThrow, Flow, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class RepairFlow {
  @Start({ next: 'repair' }) start!: FlowNode;
  @View({ onTimeout: { after: '1d', then: 'tell', interrupting: false }, next: 'end' }) repair!: FlowNode;
  @EscalationThrow({ code: 'LATE', next: 'told' }) tell!: FlowNode;
  @End() told!: FlowNode;
  @End() end!: FlowNode;
}
