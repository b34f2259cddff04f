import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';

/** Somebody is named in a comment, and told of it until they have seen it. */
export class Mention {
  /** The user id of whoever is named. */
  userId!: string;
  /** The event that is the comment: a UUIDv7, so that they are in order. */
  commentId!: string;
  processId!: string;
  seenAt!: Date | null;
}

export const mentionSchema = (t: ColumnTypes): EntitySchemaOptions<Mention> => ({
  name: 'WorkflowMention',
  target: Mention,
  tableName: 'workflow_mention',
  columns: {
    userId: { ...t.key(100), name: 'user_id', primary: true },
    commentId: { ...t.id, name: 'comment_id', primary: true },
    processId: { ...t.id, name: 'process_id' },
    seenAt: { ...t.moment, name: 'seen_at', nullable: true },
  },
});
