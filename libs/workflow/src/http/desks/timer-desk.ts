import { Inject, Injectable } from '@nestjs/common';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import { WORKFLOW_STORE, type WorkflowStore } from '../../runtime/ports/workflow-store.js';
import { withoutStack, type TaskJson } from '../answers/task.json.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** A start timer, as the board tells operators of it. */
export interface StartTimerJson {
  readonly node: string;
  readonly title: string;
  /** In words: `every 1h`, `0 9 * * 1-5 (Europe/Berlin)`. */
  readonly schedule: string;
  /** The moment that comes next, or is tried again. */
  readonly dueAt: Date;
  /** When starting is tried next: later than `dueAt` when it has failed. */
  readonly nextAttemptAt: Date;
  /** How often starting has failed; `error` says with what. */
  readonly attempts: number;
  readonly error?: NonNullable<TaskJson['error']>;
  readonly lastStartedAt: Date | null;
  readonly lastProcessUrl: string | null;
}

/** Tells when processes start by themselves. */
@Injectable()
export class TimerDesk {
  constructor(@Inject(WORKFLOW_STORE) private readonly store: WorkflowStore) {}

  /** The start timers of the route's flow that are planned; no statement for a flow without any. */
  async ofFlow({ flow, links }: ViewsetCall): Promise<StartTimerJson[]> {
    const nodes = flow.starts.filter((node) => behaviourOf(node).recurs);
    if (nodes.length === 0) return [];
    const rows = await this.store.scheduledStarts();
    return nodes.flatMap((node) => {
      const row = rows.find((one) => one.flow === flow.name && one.node === node.name);
      if (!row) return [];
      return [
        {
          node: node.name,
          title: node.title,
          schedule: row.schedule,
          dueAt: row.dueAt,
          nextAttemptAt: row.scheduledAt,
          attempts: row.attempts,
          ...(row.error ? { error: withoutStack(row.error) } : {}),
          lastStartedAt: row.startedAt,
          lastProcessUrl: row.processId === null ? null : links.process(flow.name, row.processId),
        },
      ];
    });
  }
}
