import { randomInt } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Booking } from './trip.js';

/** The card's limit is lower than what is to be paid. */
export class CardDeclined extends Error {
  override readonly name = 'CardDeclined';
  readonly code = 'CARD_DECLINED';
}

const FLIGHT = 240;
const NIGHT = 110;
const CARD_LIMIT = 2000;

/** Books flights and hotels, and takes them back. Prices are in euros. */
@Injectable()
export class TravelAgency {
  private readonly logger = new Logger(TravelAgency.name);

  async bookFlight(destination: string): Promise<Booking> {
    return this.booked('F', FLIGHT, `A flight to ${destination}`);
  }

  async bookHotel(destination: string, nights: number): Promise<Booking> {
    return this.booked('H', nights * NIGHT, `${nights} nights in ${destination}`);
  }

  async cancel({ reference }: Booking): Promise<void> {
    this.logger.log(`${reference} is cancelled`);
  }

  /** @throws {CardDeclined} when the card does not cover it. */
  async pay(amount: number): Promise<void> {
    if (amount > CARD_LIMIT) throw new CardDeclined(`Expected at most ${CARD_LIMIT} €, but got ${amount} €.`);
    this.logger.log(`${amount} € are paid`);
  }

  private booked(kind: string, price: number, what: string): Booking {
    const reference = `${kind}-${randomInt(100_000, 1_000_000)}`;
    this.logger.log(`${what}: ${reference}, ${price} €`);
    return { reference, price };
  }
}
