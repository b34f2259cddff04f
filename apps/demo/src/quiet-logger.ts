import { ConsoleLogger } from '@nestjs/common';

/** Who tells of every single route: several hundred lines, before what a person who starts the demo looks for. */
const ROUTES: ReadonlySet<unknown> = new Set(['RouterExplorer', 'RoutesResolver']);

/** Nest's own logger, without a line for every route. */
export class QuietLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!ROUTES.has(rest.at(-1))) super.log(message, ...rest);
  }
}
