import { IsNull, type EntityManager } from 'typeorm';
import { WorkflowEvent } from '../model/event.entity.js';
import { Mention } from '../model/mention.entity.js';

/** Adds a comment, and whom it names. */
export async function addComment(
  manager: EntityManager,
  comment: WorkflowEvent,
  userIds: readonly string[],
): Promise<void> {
  await manager.getRepository(WorkflowEvent).insert(comment as object);
  const { id: commentId, processId } = comment;
  const mentions = userIds.map((userId) => ({ userId, commentId, processId: processId ?? '', seenAt: null }));
  if (mentions.length > 0) await manager.getRepository(Mention).insert(mentions);
}

/** Marks what names a user in the comments of a process as seen. */
export async function seeMentions(
  manager: EntityManager,
  userId: string,
  processId: string,
  at: Date,
): Promise<void> {
  await manager.getRepository(Mention).update({ userId, processId, seenAt: IsNull() }, { seenAt: at });
}
