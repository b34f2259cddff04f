import { End, EscalationThrow, Flow, Start, StartHandler, Subprocess, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
class RepairFlow {
  @StartHandler({ next: 'repair' }) broken!: FlowNode;
  @View({ onTimeout: { after: '1d', then: 'tell', interrupting: false }, next: 'end' }) repair!: FlowNode;
  @EscalationThrow({ code: 'LATE', next: 'told' }) tell!: FlowNode;
  @End() told!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: class {} })
export class ComplaintFlow {
  @Start({ next: 'repair' }) start!: FlowNode;

  @Subprocess({
    flow: RepairFlow,
    start: 'broken',
    onEscalation: { code: 'LATE', then: 'callCustomer' },
    next: 'end',
  })
  repair!: FlowNode;

  @View({ permission: 'complaints.call', next: 'called' }) callCustomer!: FlowNode;

  @End() called!: FlowNode;
  @End() end!: FlowNode;
}
