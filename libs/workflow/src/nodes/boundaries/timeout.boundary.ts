import type { Duration } from '../../definition/durations.js';
import type { BoundaryDeclaration, CommonNodeOptions } from '../../definition/node-kind.js';
import { nodeKind } from '../../runtime/define-node.js';
import { dueMoment, scheduleMistakes, timerDefinition, type Moment } from '../schedule.js';
import { isMoment } from '../storable.js';

/**
 * What happens when a task takes too long. One of `after` and `at`. A timeout whose moment cannot be told in the background
 * has failed, while its task waits on without it: a retry asks again, a skip begins its path, a cancel leaves it out.
 */
export interface Timeout<B extends string = string> {
  /** How long after the task was made. */
  readonly after?: Duration | ((activation: never) => Duration | Promise<Duration>);
  /** The moment itself. */
  readonly at?: Date | ((activation: never) => Date | Promise<Date>);
  /** Where the path leads that begins then. */
  readonly then: B;
  /** False: the task goes on, and the path runs beside it. Default true: the task is withdrawn. */
  readonly interrupting?: boolean;
  /** Of the event, for people. */
  readonly title?: string;
}

/** Options of tasks that may take too long. */
export interface TimeoutOptions<B extends string = string> {
  /** What happens when the task takes too long; a list for several moments. */
  readonly onTimeout?: Timeout<B> | readonly Timeout<B>[];
}

const timeoutKind = nodeKind<CommonNodeOptions & Timeout>({
  name: 'TIMEOUT',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'timer' },
  bpmn: { type: 'bpmn:BoundaryEvent', eventDefinition: 'bpmn:TimerEventDefinition' },
  detached: true,
  edges: () => [],
  mistakes: ({ name, options }) => scheduleMistakes(name, options),
  waits: true,
  due: 'fire',
  transitions: ['cancel', 'retry', 'skip'],
  create: async ({ activation, options, node, schedule }) => {
    schedule(await dueMoment(options, activation, node.name));
  },
  interrupts: ({ options }) => options.interrupting !== false,
  exits: ({ options }) => [{ to: options.then }],
});

/** The timeouts of a node as events on its border: `timeout`, `timeout2`, … */
export function timeouts({ onTimeout }: TimeoutOptions): BoundaryDeclaration[] {
  return [onTimeout ?? []].flat().map((timeout: Timeout, index) => ({
    suffix: index === 0 ? 'timeout' : `timeout${index + 1}`,
    to: timeout.then,
    label: labelOf(timeout),
    event: {
      marker: 'timer',
      interrupting: timeout.interrupting !== false,
      bpmn: { eventDefinition: 'bpmn:TimerEventDefinition', ...timerDefinition(timeout) },
    },
    kind: timeoutKind,
    options: timeout,
  }));
}

function labelOf({ after, at }: Moment): string {
  if (typeof after === 'string' || typeof after === 'number') return String(after);
  return isMoment(at) ? at.toISOString() : 'timeout';
}
