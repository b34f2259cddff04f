import { End, Flow, Handler, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class ApprovalFlow {
  @Start({ next: 'approve' }) ask!: FlowNode;

  @View({
    permission: 'leave.approve',
    onTimeout: [
      { after: '1d', then: 'remind', interrupting: false },
      { after: '3d', then: 'escalate' },
    ],
    next: 'end',
  })
  approve!: FlowNode;

  @Handler({ next: 'reminded' }) remind() {}
  @View({ permission: 'leave.manage', next: 'end' }) escalate!: FlowNode;

  @End() reminded!: FlowNode;
  @End() end!: FlowNode;
}
