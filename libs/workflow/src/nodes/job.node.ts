import { parseDuration, type Duration } from '../definition/durations.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { MethodNodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';

/** How long to wait between attempts: always the same, or doubled each time up to a longest. */
export type Backoff = Duration | { readonly exponential: Duration; readonly longest?: Duration };

/** Options of {@link Job}. */
export interface JobOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, CompensationOptions<B>, ErrorOptions<B>, TimeoutOptions<B> {
  readonly next: N;
  /** How often it is tried before it has failed. Default 3. */
  readonly attempts?: number;
  /** How long to wait after a failed attempt. Default `'10s'`. */
  readonly backoff?: Backoff;
  /**
   * How long one attempt may take: then its signal is aborted, and it counts as failed. Default `'1m'`. It may be long:
   * when a worker dies, its jobs are taken over within about half a minute all the same.
   */
  readonly timeout?: Duration;
  /**
   * The line its jobs stand in, which jobs of other nodes and flows may share: a worker may be there for some queues
   * only, and a queue that is long holds up no other. Default: `'default'`, or with a `concurrency` one of its own.
   */
  readonly queue?: string;
  /**
   * How many jobs of its queue run at once in one worker; jobs that share a queue say the same, or nothing. Default:
   * the worker's own `concurrency`.
   */
  readonly concurrency?: number;
  /** Called when the task is undone, inside the transaction. */
  readonly onUndo?: (activation: never) => unknown;
}

const job = defineNode<JobOptions>({
  name: 'JOB',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'gear' },
  bpmn: { type: 'bpmn:ServiceTask' },
  needsMethod: true,
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [...timeouts(options), ...errorCatches(options), ...compensations(options)],
  queue: ({ queue, concurrency }) => ({ name: queue, concurrency }),
  mistakes: ({ name, options }) => jobMistakes(name, options),
  waits: true,
  due: 'job',
  job: ({ options }) => ({
    attempts: options.attempts ?? 3,
    backoff: (attempt) => delay(options.backoff ?? '10s', attempt) ?? 0,
    timeout: parseDuration(options.timeout ?? '1m') ?? 0,
  }),
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  create: ({ activation, schedule }) => {
    schedule(activation.now);
    activation.task.dueAt = null;
  },
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

function delay(backoff: Backoff, attempt: number): number | undefined {
  if (typeof backoff !== 'object') return parseDuration(backoff);
  const first = parseDuration(backoff.exponential);
  const longest = parseDuration(backoff.longest ?? '1d');
  return first === undefined || longest === undefined
    ? undefined
    : Math.min(first * 2 ** (attempt - 1), longest);
}

function jobMistakes(name: string, { attempts = 1, backoff = 0, timeout = 1 }: JobOptions): string[] {
  const mistakes: string[] = [];
  if (!Number.isInteger(attempts) || attempts < 1) {
    mistakes.push(`'${name}' has ${attempts} attempts: expected a whole number from 1`);
  }
  if (delay(backoff, 1) === undefined) {
    mistakes.push(`'${name}' has the backoff ${JSON.stringify(backoff)}: expected a duration such as '10s'`);
  }
  if (!parseDuration(timeout)) {
    mistakes.push(`'${name}' has the timeout ${JSON.stringify(timeout)}: expected a duration such as '1m'`);
  }
  return mistakes;
}

/**
 * Code runs here in the background, after the commit that brought the process this far: for work that takes long or
 * talks to others. The process is not locked while it runs. It is tried again when it throws, takes too long or its
 * worker dies, so that it may run more than once; its completion happens once. BPMN: service task.
 *
 * The method gets the activation as it was when the attempt began. Pass `activation.signal` on to what can be
 * aborted. It is aborted when the attempt runs past its timeout, when the worker stops, and, with an `AttemptOver` as its
 * reason, once a transition has committed that cancels the task or its process, skips it, or interrupts it by an event
 * on its border: at once where that happened in the same instance of the application; in another one at once on
 * PostgreSQL, where instances hear of each other, and elsewhere (or with `live: false`) within ten seconds. Whatever the
 * method does then, its result is ignored and it is not tried again.
 *
 * The worker renews the lease of what it runs every ten seconds. One that is not heard of for half a minute is taken for
 * dead, and its jobs are run elsewhere: a method that computes for longer than that lets others have a turn in between,
 * or leaves it to a worker thread.
 *
 * What it changes in `process.data` is stored when it completes; what it writes through a repository
 * commits by itself.
 *
 * @example
 * \@Job({ next: 'end', attempts: 5, backoff: { exponential: '10s', longest: '1h' }, timeout: '30s' })
 * async send({ process, signal }: Activation<Invoice>) {
 *   await fetch(this.mailer, { method: 'POST', body: JSON.stringify(process.data), signal });
 * }
 */
export function Job<const N extends string, const B extends string = never>(
  options: JobOptions<N, B>,
): MethodNodeDecorator<
  N | B,
  (activation: never) => unknown,
  '@Job must be on a method that takes (activation)'
> {
  return job(options);
}
