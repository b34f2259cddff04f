import { parseDuration, type Duration } from '../definition/durations.js';
import type { BpmnElement } from '../definition/node-kind.js';
import { EngineFault } from '../errors.js';
import type { Activation } from '../runtime/activation.js';
import { isMoment } from './storable.js';

/** When something is due: a duration from now, or a moment; or a function of the activation that answers it. */
export interface Moment {
  readonly after?: Duration | ((activation: never) => Duration | Promise<Duration>);
  readonly at?: Date | ((activation: never) => Date | Promise<Date>);
}

/**
 * The moment something is due.
 *
 * @throws {EngineFault} when it is neither a duration nor a moment.
 */
export async function dueMoment({ after, at }: Moment, activation: Activation, node: string): Promise<Date> {
  if (at !== undefined) {
    const moment = typeof at === 'function' ? await at(activation as never) : at;
    if (isMoment(moment)) return moment;
    throw new EngineFault(`Expected 'at' of '${node}' to be a Date, but got ${JSON.stringify(moment)}.`);
  }
  const duration = typeof after === 'function' ? await after(activation as never) : after;
  const milliseconds = parseDuration(duration);
  const moment = new Date(activation.now.getTime() + (milliseconds ?? NaN));
  if (isMoment(moment)) return moment;
  throw new EngineFault(
    `Expected 'after' of '${node}' to be a duration such as '3d', but got ${JSON.stringify(duration)}.`,
  );
}

/** What is wrong with a schedule, as far as it can be seen before it is asked. */
export function scheduleMistakes(name: string, { after, at }: Moment): string[] {
  if ((after === undefined) === (at === undefined)) {
    return [
      `'${name}' has ${after === undefined ? "neither 'after' nor 'at'" : "both 'after' and 'at'"}: expected one of them`,
    ];
  }
  if (typeof after !== 'function' && after !== undefined && parseDuration(after) === undefined) {
    return [`'${name}' is due after ${JSON.stringify(after)}: expected a duration such as '3d'`];
  }
  if (at !== undefined && typeof at !== 'function' && !(at instanceof Date && !Number.isNaN(at.getTime()))) {
    return [`'${name}' is due at ${JSON.stringify(at)}: expected a Date`];
  }
  return [];
}

/** A moment as BPMN has it: an ISO 8601 duration or date. What a function answers, it cannot say. */
export function timerDefinition({ after, at }: Moment): Pick<BpmnElement, 'subject' | 'timer'> {
  if (isMoment(at)) return { subject: at.toISOString(), timer: 'timeDate' };
  const milliseconds = parseDuration(after);
  return milliseconds === undefined ? {} : { subject: `PT${milliseconds / 1000}S`, timer: 'timeDuration' };
}
