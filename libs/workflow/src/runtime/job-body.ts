import type { CompiledFlow } from '../definition/compiled-flow.js';
import { EngineFault } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import { Activation, type ActivationHost } from './activation.js';
import { behaviourOf, type NodeStep } from './node-behaviour.js';
import type { WorkflowStore } from './ports/workflow-store.js';

/** One attempt at a job, with the process as it was when the attempt began. */
export interface JobAttempt {
  readonly flow: CompiledFlow;
  readonly instance: object;
  readonly process: Process;
  readonly task: Task;
  readonly attempt: number;
  readonly timeout: number;
}

/**
 * Does the work of a job, without lock and outside of any transaction: what it writes commits by itself. Of the
 * process data it changes, the changed keys are written when the job completes.
 */
export class JobBody {
  private readonly before: string;

  constructor(
    private readonly job: JobAttempt,
    private readonly store: Pick<WorkflowStore, 'manager' | 'transaction'>,
    private readonly now: Date,
  ) {
    this.before = JSON.stringify(job.process.data);
  }

  /** Runs until it is done, throws, or the signal is aborted; then what is left of it is nobody's. */
  async run(signal: AbortSignal): Promise<unknown> {
    const { flow, task } = this.job;
    const node = flow.graph.find(task.node);
    if (!node) throw new EngineFault(`Expected '${task.node}' to be a node of ${flow.name}, but it is none.`);
    const activation = new (behaviourOf(node).activation ?? Activation)(this.host(signal), task, node);
    const step = this.step(activation);
    const aborted = new Promise<never>((_, reject) => {
      const abort = () => {
        reject(signal.reason as Error);
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    const { run } = behaviourOf(node);
    // Async, so that one that throws at once does not leave the other promise to nobody.
    const body = async () => (run ? run(step, undefined) : step.call());
    return Promise.race([body(), aborted]);
  }

  /** Puts what the body has changed in the data into the data as it is by now. */
  applyTo(data: object): void {
    const before = JSON.parse(this.before) as Record<string, unknown>;
    const after = this.job.process.data as Record<string, unknown>;
    const known = data as Record<string, unknown>;
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (JSON.stringify(after[key]) === JSON.stringify(before[key])) continue;
      if (key in after) known[key] = after[key];
      else delete known[key];
    }
  }

  private step(activation: Activation): NodeStep {
    const { node } = activation;
    return {
      activation,
      node,
      options: node.options,
      call: (...args) => {
        const method = (this.job.instance as Record<string, unknown>)[node.name];
        if (typeof method === 'function')
          return (method as Method).call(this.job.instance, activation, ...args);
        throw new EngineFault(
          `Expected '${node.name}' of ${this.job.flow.name} to be a method, but it is ${typeof method}.`,
        );
      },
      give: outside,
      withDelegates: outside,
      schedule: outside,
      spawn: outside,
      send: outside,
      complete: outside,
      compensate: outside,
      compensated: outside,
      children: outside,
      anyChildRunning: outside,
    };
  }

  private host(signal: AbortSignal): ActivationHost {
    const { process, flow } = this.job;
    const { store } = this;
    return {
      process,
      flow,
      user: undefined,
      now: this.now,
      signal,
      tx: {
        get manager() {
          return store.manager;
        },
      },
      step: outside,
      bind: outside,
      transitionsOf: () => [],
      lineage: { previousOnPath: (task, node) => this.previousOnPath(task, node) },
      shares: outside,
      turn: outside,
      flush: outside,
    };
  }

  /** What lies behind a job stays as it is while its body runs, unless a manager undoes it: it needs no lock. */
  private previousOnPath(task: Task, name: string): Promise<Task | undefined> {
    const { flow } = this.job;
    const node = flow.graph.find(name);
    if (!node) throw new EngineFault(`Expected '${name}' to be a node of ${flow.name}, but it is none.`);
    return this.store.transaction(async (tx) => {
      const links = await tx.previousOf([task.id]);
      const previous = links.map(({ previousId }) => previousId);
      return tx.nearestOnPath(previous, flow.graph.storedNames(node));
    });
  }
}

type Method = (activation: Activation, ...args: unknown[]) => unknown;

function outside(): never {
  throw new EngineFault(
    'Expected the body of a job to leave its task alone, but it asked for a transition: it runs outside of the transaction.',
  );
}
