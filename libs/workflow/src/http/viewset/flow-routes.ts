import { Body, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CancellationDesk } from '../desks/cancellation-desk.js';
import { ChartDesk } from '../desks/chart-desk.js';
import { CommentDesk } from '../desks/comment-desk.js';
import { Dashboard } from '../desks/dashboard.js';
import { ProcessDesk } from '../desks/process-desk.js';
import { RetryDesk } from '../desks/retry-desk.js';
import { StartDesk } from '../desks/start-desk.js';
import { StatisticsDesk } from '../desks/statistics-desk.js';
import { ListRoutes } from './list-routes.js';
import { Call, ViewsetCall } from './viewset-call.js';

/**
 * The routes of one flow: its board and lists, its starts and its processes. Those of single tasks are in
 * `TaskRoutes`. Written in the order they are matched: fixed words before parameters.
 */
export abstract class FlowRoutes extends ListRoutes {
  @Inject(Dashboard) protected readonly dashboard!: Dashboard;
  @Inject(StartDesk) protected readonly starts!: StartDesk;
  @Inject(ChartDesk) protected readonly charts!: ChartDesk;
  @Inject(CommentDesk) protected readonly commentDesk!: CommentDesk;
  @Inject(RetryDesk) protected readonly retries!: RetryDesk;
  @Inject(StatisticsDesk) protected readonly statistics!: StatisticsDesk;
  @Inject(CancellationDesk) protected readonly cancellation!: CancellationDesk;
  @Inject(ProcessDesk) protected readonly processDesk!: ProcessDesk;

  /** Every waiting or failed task of the flow, by node. */
  @Get()
  board(@Call() call: ViewsetCall) {
    return this.dashboard.board(call);
  }

  /** The processes of the flow. */
  @Get('processes')
  processes(@Call() call: ViewsetCall, @Query() query: unknown) {
    return this.lists.processesOfFlow(call, query);
  }

  /** The tasks of the flow, gateways and code included. */
  @Get('tasks')
  tasks(@Call() call: ViewsetCall, @Query() query: unknown) {
    return this.lists.tasksOfFlow(call, query);
  }

  /** Runs the failed tasks of a node again. */
  @Post('retry')
  @HttpCode(200)
  retryAll(@Call() call: ViewsetCall, @Body() body: unknown) {
    return this.retries.retryAll(call, body);
  }

  /** How long the nodes of the flow take. */
  @Get('stats')
  stats(@Call() call: ViewsetCall) {
    return this.statistics.ofFlow(call);
  }

  /** The flow as a diagram. */
  @Get('chart')
  chart(@Call() call: ViewsetCall, @Query() query: unknown) {
    return this.charts.ofFlow(call, query);
  }

  /** The form of a start. */
  @Get('start/:node')
  startForm(@Call() call: ViewsetCall, @Param('node') node: string) {
    return this.starts.form(call, node);
  }

  /** Starts a process; the body is the form. */
  @Post('start/:node')
  start(@Call() call: ViewsetCall, @Param('node') node: string, @Body() body: unknown) {
    return this.starts.start(call, node, body);
  }

  /** A process with its tasks, parent and children. */
  @Get(':processId')
  process(@Call() call: ViewsetCall, @Param('processId') processId: string) {
    return this.processDesk.show(call, processId);
  }

  /** A process as a diagram: the path it has taken, and where it stands. */
  @Get(':processId/chart')
  processChart(@Call() call: ViewsetCall, @Param('processId') processId: string, @Query() query: unknown) {
    return this.charts.ofProcess(call, processId, query);
  }

  /** The history of a process. */
  @Get(':processId/events')
  events(@Call() call: ViewsetCall, @Param('processId') processId: string, @Query() query: unknown) {
    return this.processDesk.events(call, processId, query);
  }

  /** What people say about a process. */
  @Get(':processId/comments')
  comments(@Call() call: ViewsetCall, @Param('processId') processId: string, @Query() query: unknown) {
    return this.commentDesk.list(call, processId, query);
  }

  /** Adds a comment to a process; whoever it names with an `@` is told. */
  @Post(':processId/comments')
  addComment(@Call() call: ViewsetCall, @Param('processId') processId: string, @Body() body: unknown) {
    return this.commentDesk.add(call, processId, body);
  }

  /** The user has seen where the comments of a process name them. */
  @Post(':processId/comments/seen')
  @HttpCode(200)
  seeComments(@Call() call: ViewsetCall, @Param('processId') processId: string, @Body() body: unknown) {
    return this.commentDesk.see(call, processId, body);
  }

  /** The processes this one belongs to, above and below it. */
  @Get(':processId/tree')
  tree(@Call() call: ViewsetCall, @Param('processId') processId: string) {
    return this.processDesk.tree(call, processId);
  }

  /** What cancelling the process would withdraw. */
  @Get(':processId/cancel')
  cancelPreview(@Call() call: ViewsetCall, @Param('processId') processId: string) {
    return this.cancellation.preview(call, processId);
  }

  /** Cancels a process with everything live in it. */
  @Post(':processId/cancel')
  @HttpCode(200)
  cancelProcess(@Call() call: ViewsetCall, @Param('processId') processId: string, @Body() body: unknown) {
    return this.processDesk.cancel(call, processId, body);
  }
}
