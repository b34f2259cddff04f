import { Get, Inject } from '@nestjs/common';
import { Dashboard } from '../desks/dashboard.js';
import { ListRoutes } from './list-routes.js';
import { Call, ViewsetCall } from './viewset-call.js';

/** The routes above several flows. */
export abstract class RootRoutes extends ListRoutes {
  @Inject(Dashboard) protected readonly dashboard!: Dashboard;

  /** The flows the user may see or start, and how long the user's lists are. */
  @Get()
  overview(@Call() call: ViewsetCall) {
    return this.dashboard.overview(call);
  }

  /** The same as the overview; a page goes there on to the inbox. */
  @Get('flows')
  flows(@Call() call: ViewsetCall) {
    return this.overview(call);
  }
}
