import { End, Flow, Obsolete, Start, View, type FlowNode } from 'nestflow';

@Flow({ data: class {} })
export class LeaveFlow {
  @Start({ next: 'approve' }) ask!: FlowNode;
  @View({ next: 'end' }) approve!: FlowNode;
  @End() end!: FlowNode;

  /** Until last year, leave was approved by fax. */
  @Obsolete({ was: ['faxApproval'] }) oldApproval!: FlowNode;
}
