import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Invoice } from './invoice.js';

/** The account does not hold as much. */
export class InsufficientFunds extends Error {
  override readonly name = 'InsufficientFunds';
  readonly code = 'INSUFFICIENT_FUNDS';
}

/** Countries whose accounts this bank sends money to. */
const COUNTRIES = new Set(['AT', 'BE', 'DE', 'ES', 'FI', 'FR', 'IE', 'IT', 'NL', 'PT']);

/** A bank with an account that holds ten thousand euros at any time. */
@Injectable()
export class Bank {
  private readonly logger = new Logger(Bank.name);
  private readonly balance = 10_000;

  /**
   * Sends money, and answers the number of the transfer.
   *
   * @throws {InsufficientFunds} when there is not as much.
   */
  async transfer({ account, amount, supplier }: Invoice): Promise<string> {
    if (!COUNTRIES.has(account.slice(0, 2))) {
      throw new Error(`Expected an account in a country of the euro, but ${account} is none.`);
    }
    if (amount > this.balance) throw new InsufficientFunds(`Expected to have ${amount} €, but have less.`);
    this.logger.log(`${amount} € for ${supplier}`);
    return randomUUID();
  }
}
