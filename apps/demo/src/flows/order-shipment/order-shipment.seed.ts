import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { People } from '../../seed/people.js';
import { goOn, plantAll, type Seed, type Story } from '../../seed/seed.js';
import { OrderShipmentFlow } from './order-shipment.flow.js';
import { Delivery, type Shipment } from './shipment.js';

type Ordered = Pick<Shipment, 'customer' | 'address' | 'parcels' | 'value'>;

/** Shipments just ordered, half prepared, ready to leave, gone. */
@Injectable()
export class OrderShipmentSeed implements Seed {
  constructor(
    @InjectFlow(OrderShipmentFlow) private readonly shipments: FlowRef<OrderShipmentFlow>,
    private readonly people: People,
  ) {}

  plant(): Promise<number> {
    const { people } = this;
    return plantAll([
      this.shipment(
        'S-1001',
        { customer: 'Ida Berg', address: 'Mill Lane 3, Leeds', parcels: 1, value: 80 },
        async (process) => {
          await people.complete('clerk', [process, 'chooseDelivery'], { delivery: Delivery.Post });
          await people.complete('clerk', [process, 'printLabel'], { trackingNumber: 'PT 4711' });
          await people.complete('packer', [process, 'pack']);
          await people.complete('packer', [process, 'handOver']);
        },
      ),
      this.shipment(
        'S-1002',
        { customer: 'Museum of Glass', address: 'Harbour 1, Bergen', parcels: 4, value: 12_500 },
        async (process) => {
          await people.complete('packer', [process, 'pack']);
          await people.complete('clerk', [process, 'chooseDelivery'], { delivery: Delivery.Post });
          await people.complete('clerk', [process, 'printLabel'], { trackingNumber: 'PT 4712' });
          await people.take('clerk', [process, 'insure']);
          await people.draft('clerk', [process, 'insure'], { policyNumber: 'to be asked for' });
        },
      ),
      this.shipment(
        'S-1003',
        { customer: 'Hotel Aurora', address: 'Strand 17, Turku', parcels: 40, value: 3000 },
        async (process) => {
          await people.take('packer', [process, 'pack']);
          await people.complete('clerk', [process, 'chooseDelivery'], { delivery: Delivery.Freight });
        },
      ),
      this.shipment('S-1004', { customer: 'Tom Wu', address: 'Elm Street 9, Cork', parcels: 2, value: 640 }),
    ]);
  }

  private shipment(businessKey: string, ordered: Ordered, story: Story<Shipment> = () => Promise.resolve()) {
    const user = demoUserNamed('clerk');
    return async () => goOn(await this.shipments.start('order', ordered, { user, businessKey }), story);
  }
}
