/* Compiles: what a user may write. Checked by test/types/types.spec.ts and by `npm run typecheck`. */
import {
  Activation,
  End,
  Flow,
  FlowNode,
  FlowRef,
  Handler,
  If,
  Join,
  Receive,
  Split,
  Start,
  StartHandler,
  Switch,
  View,
} from 'nestflow';

class Order {
  total!: number;
  approved?: boolean;
}
class Form {
  total!: number;
}

@Flow({ data: Order, history: { hide: ['total'] } })
export class GoodFlow {
  readonly notANode = 'x';

  constructor(private readonly limit: number) {}

  @Start({ form: Form, next: 'check' }) start!: FlowNode<Form>;
  @StartHandler({ next: 'split' })
  received({ process }: Activation<Order>, total: number) {
    process.data.total = total;
    return `order of ${total}`;
  }
  @If({ then: 'split', else: 'check' })
  async check({ process }: Activation<Order>) {
    return Promise.resolve(process.data.total < this.limit);
  }
  @Split({
    branches: ['a', { to: 'b', when: ({ process }: Activation<Order>) => process.data.total > 10 }],
    ifNone: 'end',
  })
  split!: FlowNode;
  @View({ form: Form, assign: (activation: Activation<Order>) => activation.ownerOf('start'), next: 'join' })
  a({ process }: Activation<Order>, form: Form) {
    process.data.total = form.total;
  }
  @Handler({ next: 'join' }) b() {}
  @View({ form: Form, next: 'join' })
  looksAtSome(_activation: Activation<Order>, form: Partial<Form>) {
    return form.total;
  }
  @View({ form: Form, next: 'join' }) looksAtNone() {}
  @Join({ needs: ({ process }: Activation<Order>) => process.data.approved === true, next: 'switch' })
  join!: FlowNode;
  @Switch({
    cases: [{ to: 'wait', when: (activation: Activation<Order>) => activation.now > new Date(0) }],
    default: 'end',
  })
  switch!: FlowNode;
  @Receive({ next: 'end' })
  wait(_activation: Activation<Order>, message: { paid: boolean }) {
    return message.paid;
  }
  @End() end!: FlowNode;
}

export async function use(flow: FlowRef<GoodFlow>): Promise<[string, boolean]> {
  await flow.start('start', { total: 3 });
  const { result } = await flow.start('received', 3);
  const paid = await flow.receive('wait', { processId: '' }, { paid: true });
  return [result, paid];
}
