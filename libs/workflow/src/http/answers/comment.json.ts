import type { WorkflowEvent } from '../../model/event.entity.js';
import type { CommentPayload } from '../../runtime/comments.js';
import type { ProcessReferenceJson } from './process.json.js';

/** What somebody said about a process. */
export interface CommentJson {
  readonly id: string;
  /** As it was written: show it as text, never as HTML. */
  readonly text: string;
  /** The user id of whoever wrote it; `null` when code did. */
  readonly author: string | null;
  /** Ids of the users it names who may see the process. */
  readonly mentions: readonly string[];
  readonly createdAt: Date;
}

/** A comment that names the user, with its process. */
export interface MentionJson extends CommentJson {
  readonly process: ProcessReferenceJson;
}

/** A `comment.added` event as answers show it. */
export function commentJson({ id, actor, payload, createdAt }: WorkflowEvent): CommentJson {
  const { text, mentions } = payload as unknown as CommentPayload;
  return { id, text, author: actor, mentions, createdAt };
}
