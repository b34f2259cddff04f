import type { DataSource } from 'typeorm';
import type { AccessPolicy, WorkflowUser } from '../../runtime/ports/access-policy.js';
import type {
  HistoryQuery,
  InboxQuery,
  ListQueries,
  ListQuery,
  ProcessQuery,
  NextTaskQuery,
  Viewer,
} from '../../runtime/ports/list-queries.js';
import { readBoard } from './board.js';
import { readChanges, readVisible } from './changes.js';
import { readCounts } from './counts.js';
import { readCycleTimes } from './cycle-times.js';
import { ListSource } from './list-source.js';
import { readComments, readMentions } from './mentions.js';
import { isParticipant, isVisible } from './participation.js';
import { readNextTask } from './next-task.js';
import { readEvents, readEventsOfTasks, readTask, readTasksOf } from './process-details.js';
import { readChildren, readProcess, readProcesses } from './process-lists.js';
import { readLive, readTree } from './process-tree.js';
import { delegated, inbox, ofSeenFlows, queue, readArchive, readTasks, snoozed } from './task-lists.js';

/**
 * Reads lists from PostgreSQL, MySQL and MariaDB. Every page is one statement, whatever its rows; every value is a
 * bound parameter.
 */
export class SqlListQueries implements ListQueries {
  private readonly source: ListSource;

  /** The DataSource may be initialized later. Inside a transaction of the engine, lists are read in that. */
  constructor(
    dataSource: DataSource,
    private readonly access: AccessPolicy,
  ) {
    this.source = new ListSource(dataSource, access);
  }

  /** Oldest first. */
  async inbox(viewer: Viewer, query: InboxQuery, now: Date) {
    const mine = query.snoozed ? snoozed(viewer, now) : inbox(viewer, now);
    const list = query.delegated ? delegated(viewer, now, query.snoozed) : mine;
    return readTasks(this.source, viewer, { list, asked: query, sort: 'createdAt' });
  }

  /** Oldest first. */
  async queue(viewer: Viewer, query: ListQuery, kinds: readonly string[]) {
    return readTasks(this.source, viewer, { list: queue(viewer, kinds), asked: query, sort: 'createdAt' });
  }

  /** Last finished first. */
  async archive(viewer: Viewer, query: ListQuery) {
    return readArchive(this.source, viewer, query);
  }

  /** Newest first. */
  async tasks(viewer: Viewer, query: ListQuery) {
    return readTasks(this.source, viewer, { list: ofSeenFlows(viewer), asked: query, sort: '-createdAt' });
  }

  /** Newest first. */
  async processes(viewer: Viewer, query: ProcessQuery) {
    return readProcesses(this.source, viewer, query);
  }

  async counts(viewer: Viewer, query: ListQuery, kinds: readonly string[], now: Date) {
    return readCounts(this.source, viewer, query, { kinds, now });
  }

  /** The tasks of each node, failed ones first, then the oldest. */
  async board(viewer: Viewer, flow: string, of: Parameters<ListQueries['board']>[2]) {
    return readBoard(this.source, viewer, flow, of);
  }

  async nextTask(viewer: Viewer, query: NextTaskQuery) {
    return readNextTask(this.source, viewer, query);
  }

  async process(id: string) {
    return readProcess(this.source, id);
  }

  async task(id: string) {
    return readTask(this.source, id);
  }

  async tasksOf(processId: string, limit: number) {
    return readTasksOf(this.source, processId, limit);
  }

  async childrenOf(processId: string, limit: number) {
    return readChildren(this.source, processId, limit);
  }

  async events(processId: string, query: HistoryQuery) {
    return readEvents(this.source, processId, query);
  }

  async eventsOfTasks(processId: string, taskIds: readonly string[], limit: number) {
    return readEventsOfTasks(this.source, processId, taskIds, limit);
  }

  async liveOf(processId: string, limit: number) {
    return readLive(this.source, processId, limit);
  }

  /** Two statements. */
  async tree(viewer: Viewer, processId: string, limit: number) {
    return readTree(this.source, viewer, processId, limit);
  }

  async cycleTimes(viewer: Viewer, flow: string, of: Parameters<ListQueries['cycleTimes']>[2]) {
    return readCycleTimes(this.source, viewer, flow, of);
  }

  async comments(processId: string, query: HistoryQuery) {
    return readComments(this.source, processId, query);
  }

  async mentions(viewer: Viewer, query: Pick<ListQuery, 'flows'>, limit: number) {
    return readMentions(this.source, viewer, query, limit);
  }

  async changesSince(moment: Date, limit: number) {
    return readChanges(this.source, moment, limit);
  }

  async visibleAmong(viewer: Viewer, processIds: readonly string[]) {
    return readVisible(this.source, viewer, processIds);
  }

  async isParticipant(viewer: Viewer, processId: string) {
    return isParticipant(this.source, viewer, processId);
  }

  async isVisible(user: WorkflowUser, processId: string) {
    return !this.access.visible || isVisible(this.source, user, processId);
  }
}
