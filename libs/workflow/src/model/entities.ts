import { EntitySchema } from 'typeorm';
import { COLUMN_TYPES, type DatabaseFamily } from './column-types.js';
import { eventSchema } from './event.entity.js';
import { idempotencyKeySchema } from './idempotency-key.entity.js';
import { mentionSchema } from './mention.entity.js';
import { messageSchema } from './message.entity.js';
import { processSchema } from './process.entity.js';
import { scheduledStartSchema } from './scheduled-start.entity.js';
import { taskLinkSchema } from './task-link.entity.js';
import { taskSchema } from './task.entity.js';
import { turnSchema } from './turn.entity.js';

/** The TypeORM entities of Nestflow's tables, with column types of the given family of databases. */
export function workflowEntities(family: DatabaseFamily): EntitySchema[] {
  const types = COLUMN_TYPES[family];
  return [
    new EntitySchema(processSchema(types)),
    new EntitySchema(taskSchema(types)),
    new EntitySchema(taskLinkSchema(types)),
    new EntitySchema(eventSchema(types)),
    new EntitySchema(idempotencyKeySchema(types)),
    new EntitySchema(messageSchema(types)),
    new EntitySchema(mentionSchema(types)),
    new EntitySchema(scheduledStartSchema(types)),
    new EntitySchema(turnSchema(types)),
  ] as EntitySchema[];
}
