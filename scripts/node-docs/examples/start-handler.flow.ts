import { Activation, End, Flow, StartHandler, View, type FlowNode } from 'nestflow';

class Claim {
  from?: string;
  subject?: string;
}

@Flow({ data: Claim })
export class ClaimFlow {
  @StartHandler({ next: 'review' })
  received({ process }: Activation<Claim>, email: { from: string; subject: string }) {
    process.data.from = email.from;
    process.data.subject = email.subject;
  }

  @View({ permission: 'claims.review', next: 'end' }) review!: FlowNode;

  @End() end!: FlowNode;
}
