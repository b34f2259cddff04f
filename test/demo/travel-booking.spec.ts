import { Logger } from '@nestjs/common';
import { ForbiddenError } from 'nestflow';
import { FlowRun } from 'nestflow/testing';
import { TravelAgency } from '../../apps/demo/src/flows/travel-booking/travel-agency.js';
import { TravelBookingFlow } from '../../apps/demo/src/flows/travel-booking/travel-booking.flow.js';
import type { Trip } from '../../apps/demo/src/flows/travel-booking/trip.js';

describe('Travel booking', () => {
  beforeAll(() => Logger.overrideLogger(false));

  const employee = { id: 'employee', permissions: ['travel.book', 'travel.approve'] };
  const manager = { id: 'manager', permissions: ['travel.approve'] };

  async function booked(nights: number) {
    const run = new FlowRun([TravelBookingFlow], {
      instances: new Map([[TravelBookingFlow, new TravelBookingFlow(new TravelAgency())]]),
    });
    const trip = { destination: 'Lisbon', leavesOn: '2030-05-01', nights };
    const { process } = await run.start(TravelBookingFlow, 'plan', trip, { user: employee });
    await run.work();
    const data = async () => (await run.process(process.id)).data as Trip;
    return { run, id: process.id, data };
  }

  it('books flight and hotel, pays when it is approved, and gives nothing back', async () => {
    const { run, id, data } = await booked(3);
    expect(await data()).toMatchObject({ flight: { price: 240 }, hotel: { price: 330 } });
    await run.complete(id, 'approve', { approved: true }, manager);
    await run.work();
    expect((await run.history(id)).at(-1)).toBe('travelled DONE');
    expect(await data()).toMatchObject({ paid: 570 });
    expect((await data()).cancelled).toBeUndefined();
  });

  it.each([
    ['it is refused', 3, false],
    ['the card does not cover it', 21, true],
  ])('gives back flight and hotel, the last one first, when %s', async (_, nights, approved) => {
    const { run, id, data } = await booked(nights);
    await run.complete(id, 'approve', { approved }, manager);
    await run.work();
    expect((await run.history(id)).at(-1)).toBe('stayedAtHome DONE');
    const { flight, hotel, cancelled } = await data();
    expect(cancelled).toHaveLength(2);
    expect(new Set(cancelled)).toEqual(new Set([flight?.reference, hotel?.reference]));
    const taken = (await run.tasks(id)).filter(
      ({ node }) => node.startsWith('book') && node !== 'book' && node !== 'booked',
    );
    const lastFirst = taken.sort(
      (a, b) => Number(b.finishedAt) - Number(a.finishedAt) || (a.id < b.id ? 1 : -1),
    );
    expect(
      (await run.tasks(id)).filter(({ node }) => node.startsWith('cancel')).map(({ node }) => node),
    ).toEqual(lastFirst.map(({ node }) => node.replace('book', 'cancel')));
  });

  it('gives everything back when nobody has approved within two days', async () => {
    const { run, id, data } = await booked(3);
    await run.advance('2d');
    expect((await run.process(id)).status).toBe('DONE');
    expect((await data()).cancelled).toHaveLength(2);
  });

  it('lets nobody approve a journey of their own', async () => {
    const { run, id } = await booked(3);
    await expect(run.complete(id, 'approve', { approved: true }, employee)).rejects.toThrow(ForbiddenError);
  });
});
