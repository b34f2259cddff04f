import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow, WorkflowService } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { People } from '../../seed/people.js';
import { day, goOn, plantAll, type Seed, type Story } from '../../seed/seed.js';
import type { Invoice } from './invoice.js';
import { InvoiceFlow } from './invoice.flow.js';

const ACCOUNT = 'DE89370400440532013000';
/** Of a country that the bank does not send money to. */
const SWISS_ACCOUNT = 'CH9300762011623852957';

type Bill = Pick<Invoice, 'supplier' | 'amount'> & { payIn: number; account?: string };

/** Invoices to be approved, overdue ones among them; refused, paid, confirmed; one without cover, one that failed. */
@Injectable()
export class InvoiceSeed implements Seed {
  constructor(
    @InjectFlow(InvoiceFlow) private readonly invoices: FlowRef<InvoiceFlow>,
    private readonly workflow: WorkflowService,
    private readonly people: People,
  ) {}

  plant(): Promise<number> {
    return plantAll([
      this.invoice('R-2001', { supplier: 'Coffee & Co', amount: 84.95, payIn: 12 }, async (process) => {
        await this.approve(process);
        await this.workflow.message('payment-confirmed', 'R-2001', {}, { id: 'bank-R-2001', ttl: '1d' });
      }),
      this.invoice('R-2002', { supplier: 'Unknown Directory', amount: 399, payIn: 5 }, (process) =>
        this.people.complete('manager', [process, 'approve'], { approved: false, note: 'Never ordered' }),
      ),
      this.invoice('R-2003', { supplier: 'Cleaning Brothers', amount: 640, payIn: 9 }, this.approve),
      this.invoice('R-2004', { supplier: 'New Roof Ltd', amount: 24_000, payIn: 20 }, this.approve),
      this.invoice(
        'R-2005',
        { supplier: 'Alpine Software', amount: 1200, payIn: 2, account: SWISS_ACCOUNT },
        this.approve,
      ),
      this.invoice('R-2006', { supplier: 'City Power', amount: 1830.25, payIn: -3 }),
      this.invoice('R-2007', { supplier: 'Paper Mill', amount: 96, payIn: 14 }),
    ]);
  }

  private readonly approve: Story<Invoice> = (process) =>
    this.people.complete('manager', [process, 'approve'], { approved: true });

  private invoice(
    number: string,
    { supplier, amount, payIn, account = ACCOUNT }: Bill,
    story: Story<Invoice> = () => Promise.resolve(),
  ) {
    const options = { user: demoUserNamed('clerk'), businessKey: number };
    const bill = { number, supplier, amount, account, payBy: day(payIn) };
    return async () => goOn(await this.invoices.start('enter', bill, options), story);
  }
}
