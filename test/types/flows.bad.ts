/* Does not compile: each `@ts-expect-error` is one line of one error. Checked by test/types/types.spec.ts. */
import {
  BusinessRule,
  Activation,
  End,
  Flow,
  FlowNode,
  FlowRef,
  Handler,
  If,
  Receive,
  Split,
  Start,
  StartHandler,
  Switch,
  View,
} from 'nestflow';

class Order {
  total!: number;
}
class Other {
  other!: string;
}
class Form {
  text!: string;
}

@Flow({ data: Order })
export class BadReferences {
  readonly title = 'x';
  // @ts-expect-error there is no public node 'chek' in this flow
  @Start({ next: 'chek' }) start!: FlowNode;
  // @ts-expect-error 'title' is not a node of this flow
  @Handler({ next: 'title' }) a() {}
  // @ts-expect-error there is no public node 'nowhere' in this flow
  @If({ then: 'a', else: 'nowhere' })
  b() {
    return true;
  }
  // @ts-expect-error there is no public node 'zz' in this flow
  @Split({ branches: ['a', { to: 'zz' }] }) c!: FlowNode;
  // @ts-expect-error there is no public node 'yy' in this flow
  @Switch({ cases: [{ to: 'a', when: () => true }], default: 'yy' }) d!: FlowNode;
  // @ts-expect-error there is no public node 'hidden' in this flow
  @View({ next: 'hidden' }) e!: FlowNode;
  // @ts-expect-error a node is a method or a FlowNode property
  @End() private readonly hidden!: FlowNode;
}

@Flow({ data: Order })
export class BadMethods {
  @Start({ next: 'check' }) start!: FlowNode;
  // @ts-expect-error @If must be on a method that takes (activation) and returns boolean or Promise<boolean>
  @If({ then: 'end', else: 'end' })
  check() {
    return 'yes';
  }
  // @ts-expect-error @If must be on a method
  @If({ then: 'end', else: 'end' }) property!: FlowNode;
  // @ts-expect-error @BusinessRule must be on a method that takes (activation) and returns an object
  @BusinessRule({ next: 'end' })
  rate() {
    return 7;
  }
  // @ts-expect-error a node is a method or a FlowNode property
  @View({ next: 'end' }) text = 'x';
  @End() end!: FlowNode;
}

@Flow({ data: Order })
export class BadForms {
  // @ts-expect-error @Start must be on a method that takes (activation, form), of the form its decorator names
  @Start({ form: Form, next: 'approve' })
  start(_activation: Activation<Order>, form: Other) {
    return form.other;
  }
  // @ts-expect-error @View must be on a method that takes (activation, form), of the form its decorator names
  @View({ form: Other, next: 'paid' })
  approve(_activation: Activation<Order>, form: Form) {
    return form.text;
  }
  // @ts-expect-error @Receive must be on a method that takes (activation, payload), of the form its decorator names
  @Receive({ form: Other, next: 'end' })
  paid(_activation: Activation<Order>, payload: number) {
    return payload;
  }
  @End() end!: FlowNode;
}

// @ts-expect-error node 'work' takes an Activation of another flow's data
@Flow({ data: Order })
export class BadData {
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @Handler({ next: 'end' })
  work({ process }: Activation<Other>) {
    return process.data.other;
  }
  @End() end!: FlowNode;
}

// @ts-expect-error Type '"totl"' is not assignable to type
@Flow({ data: Order, history: { hide: ['totl'] } })
export class BadHistory {
  @StartHandler({ next: 'end' }) start!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Called {
  @Start({ form: Form, next: 'end' }) start!: FlowNode<Form>;
  @StartHandler({ next: 'end' }) byCode(_activation: Activation<Order>, payload: number) {
    return payload;
  }
  @End() end!: FlowNode;
}

export async function use(flow: FlowRef<Called>): Promise<void> {
  // @ts-expect-error 'tex' does not exist in type 'Form'
  await flow.start('start', { tex: 'x' });
  // @ts-expect-error is not assignable to parameter of type 'NodeName<Called>'
  await flow.start('strt', { text: 'x' });
  // @ts-expect-error is not assignable to parameter of type 'number'
  await flow.start('byCode', 'x');
}
