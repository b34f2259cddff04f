import { Injectable, Logger } from '@nestjs/common';

/** Listens to messages. */
@Injectable()
export class World {
  private readonly logger = new Logger(World.name);

  async say(text: string): Promise<void> {
    this.logger.log(JSON.stringify(text));
  }
}
