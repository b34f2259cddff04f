import { PickType } from '@nestjs/mapped-types';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  If,
  Job,
  ManualTask,
  MessageCatch,
  SplitFirst,
  Start,
  StartMessage,
  Timer,
  View,
} from 'nestflow';
import { Bank, InsufficientFunds } from './bank.js';
import { Invoice } from './invoice.js';

const Received = PickType(Invoice, ['number', 'supplier', 'amount', 'account', 'payBy']);
type Received = InstanceType<typeof Received>;

/** An invoice comes in, is approved and paid; the bank confirms, or somebody asks it. */
@Flow({
  data: Invoice,
  history: { hide: ['account'] },
  title: 'Invoice',
  summary: '{{ process.data.amount }} € to {{ process.data.supplier }} ({{ process.data.number }})',
  result:
    '{% if process.data.confirmedOn %}Paid {{ process.data.amount }} € to {{ process.data.supplier }}{% else %}Did not pay {{ process.data.supplier }}{% endif %}',
})
export class InvoiceFlow {
  constructor(private readonly bank: Bank) {}

  @StartMessage({ name: 'invoice-received', form: Received, next: 'approve' })
  received!: FlowNode<Received>;

  @Start({ form: Received, title: 'New invoice', permission: 'invoices.enter', next: 'approve' })
  enter!: FlowNode<Received>;

  @View({
    form: PickType(Invoice, ['approved', 'note']),
    permission: 'invoices.approve',
    due: ({ process }: Activation<Invoice>) => new Date(process.data.payBy),
    priority: ({ process }: Activation<Invoice>) => (process.data.amount >= 1000 ? 1 : 0),
    next: 'isApproved',
  })
  approve!: FlowNode<Pick<Invoice, 'approved' | 'note'>>;

  @If({ then: 'pay', else: 'refused' })
  isApproved({ process }: Activation<Invoice>) {
    return process.data.approved;
  }

  @Job({
    next: 'confirmation',
    attempts: 3,
    backoff: { exponential: '1s' },
    onError: { type: InsufficientFunds, then: 'findMoney' },
  })
  async pay({ process }: Activation<Invoice>) {
    process.data.transfer = await this.bank.transfer(process.data);
  }

  @ManualTask({
    summary: 'Find {{ process.data.amount }} €, then it is paid again',
    permission: 'invoices.enter',
    next: 'pay',
  })
  findMoney!: FlowNode;

  @SplitFirst({ branches: ['confirmed', 'fiveDaysPassed'] })
  confirmation!: FlowNode;

  @MessageCatch({
    name: 'payment-confirmed',
    key: ({ process }: Activation<Invoice>) => process.data.number,
    next: 'paid',
  })
  confirmed({ process, now }: Activation<Invoice>) {
    process.data.confirmedOn = now.toISOString().slice(0, 10);
  }

  @Timer({ after: '5d', next: 'askBank' })
  fiveDaysPassed!: FlowNode;

  @ManualTask({
    summary: 'Ask the bank about transfer {{ process.data.transfer }}',
    permission: 'invoices.enter',
    next: 'confirmation',
  })
  askBank!: FlowNode;

  @End()
  paid!: FlowNode;

  @End()
  refused!: FlowNode;
}
