import { AsyncLocalStorage } from 'node:async_hooks';
import { EngineFault } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { StoreTransaction, WorkflowStore } from './ports/workflow-store.js';

/** What a chain of calls is doing: one store for all of it, since every promise carries each. */
interface Visit {
  /** What its transaction sends to other processes. */
  readonly sent: WorkflowEvent[];
  /** The processes it is moving. */
  readonly moving: readonly string[];
  /** The one whose transaction this one's is inside of. */
  readonly around: Visit | undefined;
  /** Whether its transaction is over: timers and listeners set up in it carry it on for as long as they live. */
  readonly transaction: { isOver: boolean };
}

/** Which transactions a chain of calls is in, which processes it moves there, and what it sends to others. */
export class Visits {
  private readonly current = new AsyncLocalStorage<Visit>();

  constructor(
    private readonly store: Pick<WorkflowStore, 'transaction'>,
    /** Delivers what has to reach other processes, once it is committed. */
    private readonly deliver: (events: readonly WorkflowEvent[]) => Promise<unknown>,
  ) {}

  /**
   * A transaction, and after its commit the delivery of what it sent, so that whoever called sees what came of it.
   * Inside another transaction the delivery waits for that one's commit.
   */
  async transact<T>(work: (tx: StoreTransaction, sent: WorkflowEvent[]) => Promise<T>): Promise<T> {
    const around = this.open();
    const sent: WorkflowEvent[] = [];
    const transaction = { isOver: false };
    let committed = false;
    let waits = true;
    const visit = { sent, moving: around?.moving ?? [], around, transaction };
    const running = this.current.run(visit, () =>
      this.store.transaction(async (tx) => {
        // The first that is run then: whoever is told of the commit is told after it.
        tx.afterCommit(() => (transaction.isOver = true));
        const answer = await work(tx, sent);
        tx.afterCommit(() => {
          committed = true;
          // Only now: what is rolled back to before this has sent nothing.
          if (around) around.sent.push(...sent);
          else if (!waits) void this.deliver(inOrder(sent));
        });
        return answer;
      }),
    );
    const result = await running.finally(() => (transaction.isOver = true));
    waits = false;
    if (committed && !around) await this.deliver(inOrder(sent));
    return result;
  }

  /**
   * Runs what moves a process within the transaction that gathers `sent`.
   *
   * @throws {EngineFault} when this chain of calls is moving that process already.
   */
  move<T>(processId: string, sent: WorkflowEvent[], work: () => Promise<T> | T): Promise<T> | T {
    const visit = this.open();
    const moving = visit?.moving ?? [];
    if (moving.includes(processId)) {
      throw new EngineFault(
        `Expected process ${processId} to be moved by one transition at a time, but its own code asked for another inside it. Use the activation it was given.`,
      );
    }
    const { around, transaction = { isOver: false } } = visit ?? {};
    return this.current.run({ sent, moving: [...moving, processId], around, transaction }, work);
  }

  /** What this chain of calls is in the middle of: the innermost visit whose transaction is open. */
  private open(): Visit | undefined {
    let visit = this.current.getStore();
    while (visit?.transaction.isOver) visit = visit.around;
    return visit;
  }
}

/** As they happened: inner transactions hand theirs over at the commit. */
function inOrder(events: readonly WorkflowEvent[]): WorkflowEvent[] {
  return [...events].sort((a, b) => (a.id < b.id ? -1 : 1));
}
