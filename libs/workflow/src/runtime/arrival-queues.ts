import type { Task } from '../model/task.entity.js';

/** What a join that queues its arrivals keeps in its `data`: one row for all rounds of a scope, of constant size. */
interface Queues {
  /** How many tokens of each branch wait for their round, by the node they came from. */
  readonly waiting: Readonly<Record<string, number>>;
  /** The branches that have arrived in this round. */
  readonly arrived: readonly string[];
  /** The join has fired in this round, and waits for the other branches before the next one. */
  readonly fired: boolean;
  /** How often it has fired. */
  readonly rounds: number;
}

const EMPTY: Queues = { waiting: {}, arrived: [], fired: false, rounds: 0 };

const queuesOf = (join: Task): Queues => (isQueueing(join) ? (join.data as Queues) : EMPTY);

function isQueueing({ data }: Task): boolean {
  return typeof data === 'object' && data !== null && 'waiting' in data;
}

/** A token of this branch joins the queue of its branch. */
export function lineUp(join: Task, branch: string): void {
  const { waiting, ...rest } = queuesOf(join);
  join.data = { ...rest, waiting: { ...waiting, [branch]: (waiting[branch] ?? 0) + 1 } } satisfies Queues;
}

/**
 * Admits what waits, at most one token of each branch in a round, and ends the round when all branches have arrived.
 *
 * @param needs - with how many branches a round fires
 * @param branches - how many branches lead to the join
 * @returns how often it fires now.
 */
export function admit(join: Task, needs: number, branches: number): number {
  let { fired } = queuesOf(join);
  let arrived = [...queuesOf(join).arrived];
  const waiting: Record<string, number> = { ...queuesOf(join).waiting };
  let firings = 0;
  for (let admitted = true; admitted;) {
    admitted = false;
    for (const [branch, count] of Object.entries(waiting)) {
      if (count === 0 || arrived.includes(branch)) continue;
      waiting[branch] = count - 1;
      arrived.push(branch);
      admitted = true;
    }
    if (!fired && arrived.length >= needs) {
      fired = true;
      firings += 1;
    }
    if (arrived.length >= branches) {
      arrived = [];
      fired = false;
    }
  }
  join.data = { waiting, arrived, fired, rounds: queuesOf(join).rounds + firings } satisfies Queues;
  return firings;
}

/** Whether no token waits at a join that queues: its last round has fired, and nothing has arrived for the next. */
export function isIdle(join: Task): boolean {
  if (!isQueueing(join)) return false;
  const { waiting, arrived, fired } = queuesOf(join);
  return Object.values(waiting).every((count) => count === 0) && (fired || arrived.length === 0);
}
