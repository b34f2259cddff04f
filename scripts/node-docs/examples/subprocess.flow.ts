import {
  Activation,
  End,
  Flow,
  Start,
  StartHandler,
  Subprocess,
  View,
  type FlowNode,
  type Process,
} from 'nestflow';

class Verification {
  customer = '';
  passed?: boolean;
}

@Flow({ data: Verification })
class VerificationFlow {
  @StartHandler({ next: 'verify' })
  check({ process }: Activation<Verification>, customer: string) {
    process.data.customer = customer;
  }
  @View({ permission: 'customers.verify', next: 'end' }) verify!: FlowNode;
  @End() end!: FlowNode;
}

class Order {
  customer = '';
  verified?: boolean;
}

@Flow({ data: Order })
export class OrderFlow {
  @Start({ next: 'verify' }) start!: FlowNode;

  @Subprocess({
    flow: VerificationFlow,
    start: 'check',
    payload: ({ process }: Activation<Order>) => process.data.customer,
    next: 'end',
  })
  verify({ process }: Activation<Order>, child: Process<Verification>) {
    process.data.verified = child.data.passed;
  }

  @End() end!: FlowNode;
}
