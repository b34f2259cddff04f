import type { Duration } from '../definition/durations.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { dueMoment, scheduleMistakes, timerDefinition } from './schedule.js';

/** Options of {@link Timer}. One of `after` and `at`. */
export interface TimerOptions<N extends string = string> extends CommonNodeOptions {
  readonly next: N;
  /** How long the process waits here. */
  readonly after?: Duration | ((activation: never) => Duration | Promise<Duration>);
  /** The moment until which the process waits here. */
  readonly at?: Date | ((activation: never) => Date | Promise<Date>);
}

const timer = defineNode<TimerOptions>({
  name: 'TIMER',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'timer' },
  bpmn: { type: 'bpmn:IntermediateCatchEvent', eventDefinition: 'bpmn:TimerEventDefinition' },
  variant: (options) => ({ bpmn: timerDefinition(options) }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: ({ name, options }) => scheduleMistakes(name, options),
  waits: true,
  due: 'fire',
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  create: async ({ activation, options, node, schedule }) => {
    schedule(await dueMoment(options, activation, node.name));
  },
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * The process waits here for a while, or until a moment. The moment survives restarts; of several instances of the
 * application one lets it fire. BPMN: timer intermediate catch event.
 *
 * @example
 * \@Timer({ after: '2h', next: 'remind' }) wait!: FlowNode;
 */
export function Timer<const N extends string>(
  options: TimerOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@Timer takes no method'> {
  return timer(options);
}
