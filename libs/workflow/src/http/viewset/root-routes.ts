import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Dashboard } from '../desks/dashboard.js';
import { MessageDesk } from '../desks/message-desk.js';
import { ListRoutes } from './list-routes.js';
import { Call, ViewsetCall } from './viewset-call.js';

/** The routes above several flows. */
export abstract class RootRoutes extends ListRoutes {
  @Inject(Dashboard) protected readonly dashboard!: Dashboard;
  @Inject(MessageDesk) protected readonly messageDesk!: MessageDesk;

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

  /** Sends a message to the process that waits for it, in whatever flow. */
  @Post('messages/:name')
  @HttpCode(200)
  sendMessage(@Call() call: ViewsetCall, @Param('name') name: string, @Body() body: unknown) {
    return this.messageDesk.send(call, name, body);
  }

  /** Throws a signal to all who wait for it. */
  @Post('signals/:name')
  @HttpCode(200)
  throwSignal(@Call() call: ViewsetCall, @Param('name') name: string, @Body() body: unknown) {
    return this.messageDesk.throw(call, name, body);
  }
}
