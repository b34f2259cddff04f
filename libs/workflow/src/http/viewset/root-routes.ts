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
}
