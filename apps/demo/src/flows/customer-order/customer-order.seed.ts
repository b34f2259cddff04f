import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow, type Process } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { People } from '../../seed/people.js';
import { goOn, plantAll, type Seed, type Story } from '../../seed/seed.js';
import { CustomerOrderFlow } from './customer-order.flow.js';
import { type Order, Packed } from './order.js';

/** Orders whose customer is looked at, refused, verified; with lines that are packed, sold out, still to be packed. */
@Injectable()
export class CustomerOrderSeed implements Seed {
  constructor(
    @InjectFlow(CustomerOrderFlow) private readonly orders: FlowRef<CustomerOrderFlow>,
    private readonly people: People,
  ) {}

  plant(): Promise<number> {
    return plantAll([
      this.order('O-501', 'Eva Lind', { chair: 4, table: 1 }, async (process) => {
        await this.verify(process);
        await this.pack(process, [Packed.Yes, Packed.Yes]);
        await this.people.complete('packer', [process, 'send']);
      }),
      this.order('O-502', 'Finn Daly', { lamp: 2, vase: 6, carpet: 1 }, async (process) => {
        await this.verify(process);
        await this.pack(process, [Packed.Yes, Packed.SoldOut]);
      }),
      this.order('O-503', 'Nobody Inc.', { safe: 1 }, async (process) => {
        const papers = { documentNumber: 'none', verified: false, reason: 'No such company' };
        const [verification] = await this.people.children(process, 'customer-verification');
        if (verification) await this.people.complete('clerk', [verification, 'check'], papers);
      }),
      this.order('O-504', 'Gus Maler', { bed: 1, mattress: 1 }, () => Promise.resolve()),
    ]);
  }

  private order(
    businessKey: string,
    customer: string,
    articles: Record<string, number>,
    story: Story<Order>,
  ) {
    const user = demoUserNamed('clerk');
    const lines = Object.entries(articles).map(([article, quantity]) => ({ article, quantity }));
    const email = `${customer
      .toLowerCase()
      .replace(/[^a-z]+/g, '.')
      .replace(/\.$/, '')}@example.org`;
    return async () =>
      goOn(await this.orders.start('order', { customer, email, lines }, { user, businessKey }), story);
  }

  private async verify(order: Process): Promise<void> {
    const [verification] = await this.people.children(order, 'customer-verification');
    const papers = { documentNumber: 'P 88 120', verified: true };
    if (verification) await this.people.complete('clerk', [verification, 'check'], papers);
  }

  private async pack(order: Process, outcomes: readonly Packed[]): Promise<void> {
    const items = await this.people.children(order, 'item-packing');
    for (const [index, outcome] of outcomes.entries()) {
      const item = items[index];
      if (item) await this.people.complete('packer', [item, 'pack'], { outcome });
    }
  }
}
