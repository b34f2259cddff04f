import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { migrateSafely, WorkflowModule, WorkflowViewset } from 'nestflow';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { DemoAccess } from './access/demo-access.js';
import { SessionController } from './access/session.controller.js';
import { BloodTestFlow } from './flows/blood-test/blood-test.flow.js';
import { CommitteeVoteFlow } from './flows/committee-vote/committee-vote.flow.js';
import { CustomerOrderFlow } from './flows/customer-order/customer-order.flow.js';
import { CustomerVerificationFlow } from './flows/customer-order/customer-verification.flow.js';
import { ItemPackingFlow } from './flows/customer-order/item-packing.flow.js';
import { CancelTaskController } from './flows/hello-world/cancel-task.controller.js';
import { HelloWorldFlow } from './flows/hello-world/hello-world.flow.js';
import { World } from './flows/hello-world/world.js';
import { Bank } from './flows/invoice/bank.js';
import { InvoiceFlow } from './flows/invoice/invoice.flow.js';
import { InvoiceViewset } from './flows/invoice/invoice.viewset.js';
import { OrderShipmentFlow } from './flows/order-shipment/order-shipment.flow.js';
import { Warehouse } from './flows/order-shipment/warehouse.js';
import { SampleFlow } from './flows/sample/sample.flow.js';
import { TravelAgency } from './flows/travel-booking/travel-agency.js';
import { TravelBookingFlow } from './flows/travel-booking/travel-booking.flow.js';
import { HealthController } from './health.controller.js';
import { pages } from './pages.js';
import { DemoSeed } from './seed/demo-seed.js';

const flows = [
  HelloWorldFlow,
  OrderShipmentFlow,
  CustomerOrderFlow,
  CustomerVerificationFlow,
  ItemPackingFlow,
  InvoiceFlow,
  TravelBookingFlow,
  BloodTestFlow,
  CommitteeVoteFlow,
  SampleFlow,
];

/** The demo: its flows and what they need, its users, one viewset for all of it. */
@Module({
  imports: [WorkflowModule.forFeature(flows)],
  providers: [World, Warehouse, Bank, TravelAgency],
  controllers: [
    HealthController,
    SessionController,
    CancelTaskController,
    ...WorkflowViewset({
      path: 'workflow',
      flows: flows.map((flow) => (flow === InvoiceFlow ? InvoiceViewset : flow)),
    }),
  ],
})
export class AppModule {
  /**
   * The demo on a database, whose tables are brought up to date before anything else happens.
   *
   * @param seed - whether processes in all sorts of states are made when they are not there yet
   * @param secret - signs the forms of pages
   */
  static on(database: DataSourceOptions, { seed, secret }: { seed: boolean; secret: string }): DynamicModule {
    return {
      module: AppModule,
      providers: seed ? DemoSeed.providers() : [],
      imports: [
        WorkflowModule.forRoot({ access: DemoAccess, pages: pages(secret) }),
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...database, retryAttempts: 3 }),
          dataSourceFactory: async () => {
            const dataSource = await new DataSource(database).initialize();
            await migrateSafely(dataSource);
            return dataSource;
          },
        }),
      ],
    };
  }
}
