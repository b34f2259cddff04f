import { PickType } from '@nestjs/mapped-types';
import { type Activation, End, ErrorEnd, Flow, type FlowNode, If, StartHandler, View } from 'nestflow';
import { Verification } from './order.js';

const Customer = PickType(Verification, ['customer', 'email']);

/** Somebody looks at a customer's papers. */
@Flow({
  data: Verification,
  title: 'Customer verification',
  summary: 'Who is {{ process.data.customer }}?',
  result: '{{ process.data.customer }} is known by {{ process.data.documentNumber }}',
})
export class CustomerVerificationFlow {
  @StartHandler({ form: Customer, next: 'check' })
  requested!: FlowNode<Pick<Verification, 'customer' | 'email'>>;

  @View({
    form: PickType(Verification, ['documentNumber', 'verified', 'reason']),
    title: 'Check the papers',
    permission: 'verification.check',
    due: '1d',
    next: 'isVerified',
  })
  check!: FlowNode<Pick<Verification, 'documentNumber' | 'verified' | 'reason'>>;

  @If({ then: 'verified', else: 'refused' })
  isVerified({ process }: Activation<Verification>) {
    return process.data.verified;
  }

  @End()
  verified!: FlowNode;

  @ErrorEnd({ code: 'NOT_VERIFIED' })
  refused!: FlowNode;
}
