import { Injectable, Logger } from '@nestjs/common';

/** The place where goods are packed. */
@Injectable()
export class Warehouse {
  private readonly logger = new Logger(Warehouse.name);

  /** Says that a customer waits for their goods. */
  async remind(customer: string): Promise<void> {
    this.logger.warn(`The goods of ${customer} are still to be packed.`);
  }
}
