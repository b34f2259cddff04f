import { Activation, CompensateThrow, End, Flow, Handler, Start, View, type FlowNode } from 'nestflow';

class Trip {
  flight?: string;
  hotel?: string;
}

@Flow({ data: Trip })
export class TripFlow {
  @Start({ next: 'bookFlight' }) start!: FlowNode;

  @Handler({ next: 'bookHotel', compensateWith: 'cancelFlight' })
  bookFlight({ process }: Activation<Trip>) {
    process.data.flight = 'LH 1234';
  }

  @View({
    next: 'booked',
    compensateWith: 'cancelHotel',
    onTimeout: { after: '3d', then: 'takeBack' },
  })
  bookHotel!: FlowNode;

  @CompensateThrow({ next: 'notBooked' }) takeBack!: FlowNode;

  @Handler()
  cancelFlight({ process }: Activation<Trip>) {
    process.data.flight = undefined;
  }

  @Handler()
  cancelHotel({ process }: Activation<Trip>) {
    process.data.hotel = undefined;
  }

  @End() booked!: FlowNode;
  @End() notBooked!: FlowNode;
}
