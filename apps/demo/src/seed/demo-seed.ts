import { Injectable, Logger, type OnApplicationBootstrap, type Provider, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { BloodTestSeed } from '../flows/blood-test/blood-test.seed.js';
import { CommitteeVoteSeed } from '../flows/committee-vote/committee-vote.seed.js';
import { CustomerOrderSeed } from '../flows/customer-order/customer-order.seed.js';
import { HelloWorldSeed } from '../flows/hello-world/hello-world.seed.js';
import { InvoiceSeed } from '../flows/invoice/invoice.seed.js';
import { OrderShipmentSeed } from '../flows/order-shipment/order-shipment.seed.js';
import { SampleSeed } from '../flows/sample/sample.seed.js';
import { TravelBookingSeed } from '../flows/travel-booking/travel-booking.seed.js';
import { People } from './people.js';
import type { Seed } from './seed.js';

const SEEDS: readonly Type<Seed>[] = [
  HelloWorldSeed,
  OrderShipmentSeed,
  CustomerOrderSeed,
  InvoiceSeed,
  TravelBookingSeed,
  BloodTestSeed,
  CommitteeVoteSeed,
  SampleSeed,
];

/** Fills the demo with processes at its first start: whoever signs in finds work. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  private readonly logger = new Logger('Demo');

  constructor(private readonly modules: ModuleRef) {}

  /** What an application needs to be seeded. */
  static providers(): Provider[] {
    return [People, ...SEEDS, DemoSeed];
  }

  async onApplicationBootstrap(): Promise<void> {
    let planted = 0;
    for (const seed of SEEDS) planted += await this.modules.get(seed).plant();
    if (planted === 0) return;
    this.logger.log(
      `Seeded with ${planted} processes to look at; NESTFLOW_DEMO_SEED=false begins without any`,
    );
  }
}
