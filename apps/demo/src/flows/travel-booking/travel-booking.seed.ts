import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { day, goOn, plantAll, type Seed } from '../../seed/seed.js';
import { TravelBookingFlow } from './travel-booking.flow.js';

/** Journeys whose flight and hotel are being booked, and that wait for an approval then. */
@Injectable()
export class TravelBookingSeed implements Seed {
  constructor(@InjectFlow(TravelBookingFlow) private readonly journeys: FlowRef<TravelBookingFlow>) {}

  plant(): Promise<number> {
    return plantAll([this.journey('T-71', 'Lisbon', 3), this.journey('T-72', 'Reykjavik', 21)]);
  }

  private journey(businessKey: string, destination: string, nights: number) {
    const user = demoUserNamed('employee');
    const trip = { destination, leavesOn: day(30), nights };
    return async () =>
      goOn(await this.journeys.start('plan', trip, { user, businessKey }), () => Promise.resolve());
  }
}
