import type { Type } from '@nestjs/common';
import type { Page, PageAction } from '../page.js';
import { BoardPage } from './board.page.js';
import { BulkAction } from './bulk.actions.js';
import { CommentAction, SeeCommentsAction } from './comment.actions.js';
import { EventsPage } from './events.page.js';
import { ProcessesPage, TasksPage } from './flow-lists.page.js';
import { FlowsPage, HomePage } from './flows.page.js';
import { ArchivePage, InboxPage, QueuePage } from './personal-list.page.js';
import { CancelProcessAction } from './process.actions.js';
import { CancelPage, ProcessPage } from './process.page.js';
import { RetryAction, RetryAllAction, RetryPage } from './retry.page.js';
import { StartAction, StartPage } from './start.page.js';
import { StatisticsPage } from './statistics.page.js';
import { TaskButtons, TaskFormAction } from './task.actions.js';
import { ExecutePage, TaskPage } from './task.page.js';

/** What every route looks like to a browser. */
export const BUILT_IN_PAGES: Type<Page | PageAction>[] = [
  HomePage,
  FlowsPage,
  InboxPage,
  QueuePage,
  ArchivePage,
  BulkAction,
  BoardPage,
  ProcessesPage,
  TasksPage,
  StartPage,
  StartAction,
  ProcessPage,
  CancelPage,
  CommentAction,
  SeeCommentsAction,
  StatisticsPage,
  RetryAllAction,
  EventsPage,
  CancelProcessAction,
  TaskPage,
  ExecutePage,
  RetryPage,
  RetryAction,
  TaskFormAction,
  TaskButtons,
] as Type<Page | PageAction>[];
