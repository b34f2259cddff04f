import { PROCESS_STATUSES, TASK_STATUSES } from '../../model/status.js';
import {
  PROCESS_SORTS,
  TASK_SORTS,
  type InboxQuery,
  type ListQuery,
  type ProcessQuery,
} from '../../runtime/ports/list-queries.js';
import { QueryReader } from './query-reader.js';

const FLOW_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const NODE_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]{0,99}$/u;
const LARGEST_INT = 2_147_483_647;

/**
 * What a request asks of a list of tasks.
 *
 * @throws {InputInvalidError} with a message for every parameter that does not fit.
 */
export function readTaskQuery(query: unknown): ListQuery {
  const reader = new QueryReader(query);
  const asked = taskQuery(reader);
  reader.done();
  return asked;
}

/** What a request asks of the inbox: as of any list of tasks, and whether of what is snoozed, or delegated. */
export function readInboxQuery(query: unknown): InboxQuery {
  const reader = new QueryReader(query);
  const asked = {
    ...taskQuery(reader),
    snoozed: reader.flag('snoozed'),
    delegated: reader.flag('delegated'),
  };
  reader.done();
  return asked;
}

function taskQuery(reader: QueryReader): ListQuery {
  return {
    flows: reader.names('flow', FLOW_NAME),
    nodes: reader.names('node', NODE_NAME),
    statuses: reader.words('status', TASK_STATUSES),
    q: reader.text('q', 200),
    priority: reader.integer('priority', -LARGEST_INT, LARGEST_INT),
    dueBefore: reader.moment('dueBefore'),
    sort: reader.sort('sort', TASK_SORTS),
    ...paging(reader),
  };
}

/**
 * What a request asks of a list of processes.
 *
 * @throws {InputInvalidError} with a message for every parameter that does not fit.
 */
export function readProcessQuery(query: unknown): ProcessQuery {
  const reader = new QueryReader(query);
  const asked: ProcessQuery = {
    statuses: reader.words('status', PROCESS_STATUSES),
    failed: reader.flag('failed'),
    q: reader.text('q', 200),
    sort: reader.sort('sort', PROCESS_SORTS),
    ...paging(reader),
  };
  reader.done();
  return asked;
}

/** What a request asks of the stream of changes: the process whose page it is for. */
export function readLiveQuery(query: unknown): { process: string | undefined } {
  const reader = new QueryReader(query);
  const process = reader.text('process', 100);
  reader.done();
  return { process };
}

/** What a request asks of a list that has nothing but pages. */
export function readPaging(query: unknown): Pick<ListQuery, 'cursor' | 'limit'> {
  const reader = new QueryReader(query);
  const asked = paging(reader);
  reader.done();
  return asked;
}

function paging(reader: QueryReader): Pick<ListQuery, 'cursor' | 'limit'> {
  return { cursor: reader.text('cursor', 2_000), limit: reader.integer('limit', 1, 100) };
}
