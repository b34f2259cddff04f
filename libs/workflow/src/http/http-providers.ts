import type { Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ActionPreview } from '../runtime/action-preview.js';
import { FlowRegistry } from '../runtime/flow-registry.js';
import { AccessPolicy } from '../runtime/ports/access-policy.js';
import { Clock } from '../runtime/ports/clock.js';
import { Answers } from './answers/answers.js';
import { Briefs } from './answers/brief.js';
import { BulkDesk } from './desks/bulk-desk.js';
import { CancellationDesk } from './desks/cancellation-desk.js';
import { ChartDesk } from './desks/chart-desk.js';
import { Continuation } from './desks/continuation.js';
import { CommentDesk } from './desks/comment-desk.js';
import { Dashboard } from './desks/dashboard.js';
import { FlowRights } from './desks/flow-rights.js';
import { LiveDesk } from './desks/live-desk.js';
import { MessageDesk } from './desks/message-desk.js';
import { ProcessDesk } from './desks/process-desk.js';
import { RetryDesk } from './desks/retry-desk.js';
import { StartDesk } from './desks/start-desk.js';
import { StatisticsDesk } from './desks/statistics-desk.js';
import { TaskDesk } from './desks/task-desk.js';
import { TaskLists } from './desks/task-lists.js';
import { TimerDesk } from './desks/timer-desk.js';
import { WorkflowExceptionFilter } from './errors/workflow-exception.filter.js';
import { HttpExplorer } from './http-explorer.js';
import { Idempotency } from './requests/idempotency.js';
import { SignedIn } from './requests/signed-in.js';

/** What controllers of viewsets and of `@UseActivation` are given, wherever they stand. */
export const HTTP_EXPORTS = [
  SignedIn,
  Idempotency,
  Answers,
  TaskLists,
  BulkDesk,
  ChartDesk,
  CommentDesk,
  CancellationDesk,
  LiveDesk,
  MessageDesk,
  RetryDesk,
  StatisticsDesk,
  Continuation,
  Dashboard,
  StartDesk,
  ProcessDesk,
  TaskDesk,
];

/** The http room's share of the core module. */
export const HTTP_PROVIDERS: Provider[] = [
  ...HTTP_EXPORTS,
  HttpExplorer,
  FlowRights,
  TimerDesk,
  Briefs,
  { provide: APP_FILTER, useClass: WorkflowExceptionFilter },
  {
    provide: ActionPreview,
    inject: [FlowRegistry, AccessPolicy, Clock],
    useFactory: (registry: FlowRegistry, access: AccessPolicy, clock: Clock) =>
      new ActionPreview(registry, access, clock),
  },
];
