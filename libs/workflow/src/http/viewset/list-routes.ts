import { Body, Get, HttpCode, Inject, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { BulkDesk } from '../desks/bulk-desk.js';
import { LiveDesk } from '../desks/live-desk.js';
import { TaskLists } from '../desks/task-lists.js';
import { Call, ViewsetCall } from './viewset-call.js';
import { ViewsetInterceptor } from './viewset.interceptor.js';

/**
 * The routes of a user's own lists. Every viewset has them; a class that extends a viewset overrides them by a method
 * of the same name, with or without decorators of its own.
 */
@UseInterceptors(ViewsetInterceptor)
export abstract class ListRoutes {
  @Inject(TaskLists) protected readonly lists!: TaskLists;
  @Inject(LiveDesk) protected readonly liveDesk!: LiveDesk;
  @Inject(BulkDesk) protected readonly bulk!: BulkDesk;

  /** The user's own tasks to do. */
  @Get('inbox')
  inbox(@Call() call: ViewsetCall, @Query() query: unknown) {
    return this.lists.personal(call, 'inbox', query);
  }

  /** The tasks the user may take. */
  @Get('queue')
  queue(@Call() call: ViewsetCall, @Query() query: unknown) {
    return this.lists.personal(call, 'queue', query);
  }

  /** The tasks the user has finished. */
  @Get('archive')
  archive(@Call() call: ViewsetCall, @Query() query: unknown) {
    return this.lists.personal(call, 'archive', query);
  }

  /** What changes for the user, as it happens: server-sent events. */
  @Get('live')
  live(@Call() call: ViewsetCall, @Query() query: unknown, @Res() response: never) {
    return this.liveDesk.open(call, query, response);
  }

  /** Takes several tasks of the queue. */
  @Post('queue/assign')
  @HttpCode(200)
  assignTasks(@Call() call: ViewsetCall, @Body() body: unknown) {
    return this.bulk.make(call, 'assign', body);
  }

  /** Puts several tasks of the inbox back into the queue. */
  @Post('inbox/unassign')
  @HttpCode(200)
  unassignTasks(@Call() call: ViewsetCall, @Body() body: unknown) {
    return this.bulk.make(call, 'unassign', body);
  }
}
