import { Injectable } from '@nestjs/common';
import { WorkflowService } from '../../runtime/workflow.service.js';
import { readNode } from '../requests/body-reader.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { BulkDesk, type BulkResultJson } from './bulk-desk.js';
import { FlowRights } from './flow-rights.js';

/** How many failed tasks one request retries. */
const MOST_RETRIES = 100;

/** What became of the failed tasks of a node. */
export interface RetryReportJson {
  readonly results: readonly BulkResultJson[];
  /** There were more of them than one request retries: ask again. */
  readonly more: boolean;
}

/** Retries what has failed for one reason at many places. */
@Injectable()
export class RetryDesk {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly rights: FlowRights,
    private readonly bulk: BulkDesk,
  ) {}

  /** Retries the failed tasks of a node, the oldest first, each in a transaction of its own. */
  async retryAll(call: ViewsetCall, body: unknown): Promise<RetryReportJson> {
    const name = readNode(body);
    await this.rights.requireManagement(call);
    const { flow, user } = call;
    const node = flow.graph.find(name);
    const nodes = node ? flow.graph.storedNames(node) : [name];
    const failed = await this.workflow.tasks(
      { flows: [flow.name], nodes, statuses: ['ERROR'], sort: 'createdAt', limit: MOST_RETRIES },
      user,
    );
    const results = await this.bulk.makeEach(
      call,
      'retry',
      failed.items.map(({ task }) => task.id),
    );
    return { results, more: failed.next !== null };
  }
}
