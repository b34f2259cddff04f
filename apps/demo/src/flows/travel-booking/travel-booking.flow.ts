import { PickType } from '@nestjs/mapped-types';
import {
  type Activation,
  CompensateThrow,
  End,
  Flow,
  type FlowNode,
  Handler,
  If,
  Job,
  Join,
  Split,
  Start,
  View,
} from 'nestflow';
import { CardDeclined, TravelAgency } from './travel-agency.js';
import { priceOf, Trip, type Booking } from './trip.js';

/** Flight and hotel are booked at the same time; unless the journey is approved and paid, both are given back. */
@Flow({
  data: Trip,
  title: 'Travel booking',
  summary: '{{ process.data.nights }} nights in {{ process.data.destination }}',
  result:
    'To {{ process.data.destination }}: {% if process.data.paid %}booked and paid{% else %}given back{% endif %}',
})
export class TravelBookingFlow {
  constructor(private readonly agency: TravelAgency) {}

  @Start({
    form: PickType(Trip, ['destination', 'leavesOn', 'nights']),
    title: 'New journey',
    permission: 'travel.book',
    next: 'book',
  })
  plan!: FlowNode<Pick<Trip, 'destination' | 'leavesOn' | 'nights'>>;

  @Split({ branches: ['bookFlight', 'bookHotel'] })
  book!: FlowNode;

  @Job({ next: 'booked', compensateWith: 'cancelFlight' })
  async bookFlight({ process: { data } }: Activation<Trip>) {
    data.flight = await this.agency.bookFlight(data.destination);
  }

  @Job({ next: 'booked', compensateWith: 'cancelHotel' })
  async bookHotel({ process: { data } }: Activation<Trip>) {
    data.hotel = await this.agency.bookHotel(data.destination, data.nights);
  }

  @Join({ next: 'approve' })
  booked!: FlowNode;

  @View({
    form: PickType(Trip, ['approved', 'remark']),
    summary:
      '{{ process.data.nights }} nights in {{ process.data.destination }} for {{ process.data.flight.price | plus: process.data.hotel.price }} €',
    description: 'Nobody approves a journey of their own.',
    permission: async (activation: Activation<Trip>) => ({
      permission: 'travel.approve',
      except: await activation.ownerOf('plan'),
    }),
    due: '1d',
    next: 'isApproved',
    onTimeout: { after: '2d', then: 'giveBack' },
  })
  approve!: FlowNode<Pick<Trip, 'approved' | 'remark'>>;

  @If({ then: 'pay', else: 'giveBack' })
  isApproved({ process }: Activation<Trip>) {
    return process.data.approved;
  }

  @Job({ next: 'travelled', attempts: 1, onError: { type: CardDeclined, then: 'giveBack' } })
  async pay({ process: { data } }: Activation<Trip>) {
    await this.agency.pay(priceOf(data));
    data.paid = priceOf(data);
  }

  @CompensateThrow({ next: 'stayedAtHome' })
  giveBack!: FlowNode;

  @Handler()
  cancelFlight({ process: { data } }: Activation<Trip>) {
    return this.cancel(data, data.flight);
  }

  @Handler()
  cancelHotel({ process: { data } }: Activation<Trip>) {
    return this.cancel(data, data.hotel);
  }

  @End({ title: 'Booked' })
  travelled!: FlowNode;

  @End({ title: 'Given back' })
  stayedAtHome!: FlowNode;

  private async cancel(trip: Trip, booking: Booking | undefined): Promise<void> {
    if (!booking) return;
    await this.agency.cancel(booking);
    trip.cancelled = [...(trip.cancelled ?? []), booking.reference];
  }
}
