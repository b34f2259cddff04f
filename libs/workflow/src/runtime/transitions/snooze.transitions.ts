import { InputInvalidError } from '../../errors.js';
import { notOwner } from './people.transitions.js';
import type { TransitionDefinition } from './definition.js';

export const snooze: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  denial: (_move, activation, user) => Promise.resolve(notOwner(activation, user)),
  perform({ context }, { task }, [until]) {
    const isLater = until instanceof Date && until.getTime() > context.now.getTime();
    if (!isLater || until.getUTCFullYear() > 9999) {
      throw new InputInvalidError(
        `Expected a moment after ${context.now.toISOString()} to snooze task '${task.node}' until, but got ${JSON.stringify(until)}.`,
        [{ field: 'until', messages: ['until must be a moment to come'] }],
      );
    }
    task.snoozedUntil = until;
    context.work.record('task.snoozed', task, { until: until.toISOString() });
    return Promise.resolve();
  },
};

export const unsnooze: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  refusal({ context }, { task }) {
    if (task.snoozedUntil !== null && task.snoozedUntil > context.now) return undefined;
    return `Expected task '${task.node}' of process ${task.processId} to be snoozed, but it is in its owner's inbox.`;
  },
  denial: (_move, activation, user) => Promise.resolve(notOwner(activation, user)),
  perform({ context }, { task }) {
    task.snoozedUntil = null;
    context.work.record('task.unsnoozed', task);
    return Promise.resolve();
  },
};
