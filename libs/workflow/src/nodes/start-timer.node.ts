import { parseDuration, type Duration } from '../definition/durations.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { nextMoment, recurrenceMistakes, scheduleText, timeCycle, type Schedule } from './recurrence.js';

/** Options of {@link StartTimer}. One of `every` and `cron`. */
export interface StartTimerOptions<N extends string = string> extends CommonNodeOptions, Schedule {
  readonly next: N;
  /** How often starting is tried. Default 3. */
  readonly attempts?: number;
  /** How long to wait after a failed attempt. Default `'10s'`. */
  readonly backoff?: Duration;
  /** Called when the start is undone, inside the transaction that cancels the process. */
  readonly onUndo?: (activation: never) => unknown;
}

const startTimer = defineNode<StartTimerOptions>({
  name: 'START_TIMER',
  category: 'start',
  drawing: { outline: 'circle', marker: 'timer' },
  bpmn: { type: 'bpmn:StartEvent', eventDefinition: 'bpmn:TimerEventDefinition' },
  variant: (options) => ({ bpmn: { subject: timeCycle(options), timer: 'timeCycle' } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: ({ name, options }) => [...recurrenceMistakes(name, options), ...attemptMistakes(name, options)],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  recurs: ({ options }) => ({
    text: scheduleText(options),
    next: (after, last) => nextMoment(options, after, last),
    attempts: options.attempts ?? 3,
    backoff: () => parseDuration(options.backoff ?? '10s') ?? 0,
  }),
  run({ node, activation: { task, now }, call }, due) {
    // Kept for a manager who tries again. Code that starts here is as good as the clock.
    task.dueAt ??= due instanceof Date ? due : now;
    return node.hasMethod ? call(task.dueAt) : undefined;
  },
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

function attemptMistakes(name: string, { attempts = 1, backoff = 0 }: StartTimerOptions): string[] {
  return [
    ...(Number.isInteger(attempts) && attempts >= 1
      ? []
      : [`'${name}' has ${attempts} attempts: expected a whole number from 1`]),
    ...(parseDuration(backoff) === undefined
      ? [`'${name}' has the backoff ${JSON.stringify(backoff)}: expected a duration such as '10s'`]
      : []),
  ];
}

/**
 * Time starts processes here: at an interval, or as a cron expression says in a time zone. Of several instances of
 * the application one starts each. The first interval begins when the application first starts with the flow. A
 * moment that passes while no instance runs is made up for once, however many passed.
 *
 * The method gets (activation, due): the moment that was due. What it throws, or what follows from it at once, is
 * tried again after `backoff`; the last of the `attempts` leaves the process with a task in ERROR, for a manager to
 * retry. The flow's board tells when each timer is due next, and what failed. BPMN: timer start event.
 *
 * @example
 * \@StartTimer({ cron: '0 9 * * 1-5', timezone: 'Europe/Berlin', next: 'collect' })
 * morning({ process }: Activation<Report>, due: Date) { process.data.day = due.toISOString().slice(0, 10); }
 */
export function StartTimer<const N extends string>(
  options: StartTimerOptions<N>,
): NodeDecorator<
  N,
  (activation: never, due: never) => unknown,
  '@StartTimer method takes (activation, due)'
> {
  return startTimer(options);
}
