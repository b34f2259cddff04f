import type { EntityManager } from 'typeorm';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import { EngineFault } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import { Activation, type ActivationHost } from './activation.js';
import { behaviourOf } from './node-behaviour.js';

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
 * Calls the method of a job, without lock and outside of any transaction: what it writes commits by itself. Of the
 * process data it changes, the changed keys are written when the job completes.
 */
export class JobBody {
  private readonly before: string;

  constructor(
    private readonly job: JobAttempt,
    private readonly manager: () => EntityManager,
    private readonly now: Date,
  ) {
    this.before = JSON.stringify(job.process.data);
  }

  /** Runs until it is done, throws, or the signal is aborted; then what is left of it is nobody's. */
  async run(signal: AbortSignal): Promise<unknown> {
    const { flow, instance, task } = this.job;
    const node = flow.graph.find(task.node);
    const method = node && (instance as Record<string, unknown>)[node.name];
    if (!node || typeof method !== 'function') {
      throw new EngineFault(
        `Expected '${task.node}' of ${flow.name} to be a method, but it is ${typeof method}.`,
      );
    }
    const activation = new (behaviourOf(node).activation ?? Activation)(this.host(signal), task, node);
    const aborted = new Promise<never>((_, reject) => {
      const abort = () => {
        reject(signal.reason as Error);
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    const body = (method as (activation: Activation) => unknown).call(instance, activation);
    return Promise.race([body, aborted]);
  }

  /** Puts what the body has changed in the data into the data as it is by now. */
  applyTo(data: object): void {
    const before = JSON.parse(this.before) as Record<string, unknown>;
    for (const [key, value] of Object.entries(this.job.process.data)) {
      if (JSON.stringify(value) !== JSON.stringify(before[key]))
        (data as Record<string, unknown>)[key] = value;
    }
  }

  private host(signal: AbortSignal): ActivationHost {
    const { process, flow } = this.job;
    const manager = this.manager;
    const outside = (): never => {
      throw new EngineFault(
        'Expected the body of a job to leave its task alone, but it asked for a transition: it runs outside of the transaction.',
      );
    };
    return {
      process,
      flow,
      user: undefined,
      now: this.now,
      signal,
      tx: {
        get manager() {
          return manager();
        },
      },
      step: outside,
      bind: outside,
      transitionsOf: () => [],
      previousOnPath: outside,
      flush: outside,
    };
  }
}
