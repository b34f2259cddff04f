import type { CompiledFlow } from '../definition/compiled-flow.js';
import { InputInvalidError, NotFoundError } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Process } from '../model/process.entity.js';
import { changed, type ChangeFeed } from './change-feed.js';
import { newId } from './ids.js';
import { namesIn } from './mentioned.js';
import type { FlowRegistry } from './flow-registry.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { Clock } from './ports/clock.js';
import type { ListQueries } from './ports/list-queries.js';
import type { WorkflowStore } from './ports/workflow-store.js';
import { refuseUnstorable, refuseUserId } from './storable-text.js';
import { Visibility } from './visibility.js';
import type { WorkflowEvents } from './workflow-events.js';

/** The longest comment, in characters. */
export const LONGEST_COMMENT = 4_000;

/** What the payload of a `comment.added` event holds. */
export interface CommentPayload {
  readonly text: string;
  /** Ids of the users it names who may see the process. */
  readonly mentions: readonly string[];
}

/**
 * What people say about a process: lines of its append-only history. Whoever is named with an `@`, and may see the
 * process, is told: the comment is among their mentions until they have seen it, and the application hears of it as
 * `comment.added` through {@link WorkflowEvents}.
 */
export class Comments {
  private readonly visibility: Visibility;

  /** @internal */
  constructor(
    private readonly store: WorkflowStore,
    private readonly registry: FlowRegistry,
    private readonly lists: Pick<ListQueries, 'process' | 'isParticipant' | 'isVisible'>,
    private readonly access: AccessPolicy,
    private readonly clock: Clock,
    private readonly events: WorkflowEvents,
    private readonly changes: ChangeFeed,
  ) {
    this.visibility = new Visibility(access, lists);
  }

  /**
   * Adds a comment to a process, which may be over. Without a user, code makes it.
   *
   * @throws {InputInvalidError} when the text is empty, longer than 4000 characters, or none that a database can keep.
   * @throws {NotFoundError} when there is no such process that the user may see.
   *
   * @example
   * await this.comments.add(process.id, 'Please have a look, @ann', { user });
   */
  async add(processId: string, text: string, { user }: { user?: WorkflowUser } = {}): Promise<WorkflowEvent> {
    const said = text.trim();
    if (said === '' || said.length > LONGEST_COMMENT) {
      throw new InputInvalidError(
        `Expected a comment of 1 to ${LONGEST_COMMENT} characters, but got ${said.length}.`,
        [{ field: 'text', messages: [`text must be 1 to ${LONGEST_COMMENT} characters long`] }],
      );
    }
    refuseUnstorable(said, 'text');
    if (user) refuseUserId(user.id);
    const process = await this.lists.process(processId);
    const flow = process && this.registry.named(process.flow);
    if (!process || !flow || (user && !(await this.visibility.ofProcess(user, flow, process)))) {
      throw new NotFoundError('process', processId);
    }
    const mentions = await this.mentioned(said, flow, process);
    const comment = this.comment(process.id, user, { text: said, mentions });
    const told = mentions.filter((id) => id !== user?.id);
    await this.store.transaction(async (tx) => {
      if (user) await this.store.seeMentions(user.id, process.id, comment.createdAt);
      await this.store.addComment(comment, told);
      tx.afterCommit(() => {
        this.events.publish([comment]);
        const concerned = new Set(user ? [...mentions, user.id] : mentions);
        this.changes.publish(() => changed({ flow: flow.name, processId: process.id }, concerned));
      });
    });
    return comment;
  }

  /** The user has seen where comments of this process name them. */
  async seen(user: WorkflowUser, processId: string): Promise<void> {
    await this.store.seeMentions(user.id, processId, this.clock.now());
  }

  /** Ids of the users a text names who exist and may see the process. */
  private async mentioned(text: string, flow: CompiledFlow, process: Process): Promise<string[]> {
    const ids = new Set<string>();
    for (const candidates of namesIn(text)) {
      for (const id of candidates) {
        const user = await this.access.find(id);
        if (!user || !(await this.visibility.ofProcess(user, flow, process))) continue;
        ids.add(user.id);
        break;
      }
    }
    return [...ids];
  }

  private comment(processId: string, user: WorkflowUser | undefined, payload: CommentPayload): WorkflowEvent {
    const now = this.clock.now();
    return {
      id: newId(),
      type: 'comment.added',
      processId,
      taskId: null,
      actor: user?.id ?? null,
      payload: { ...payload },
      createdAt: now,
      deliveredAt: now,
      attempts: 0,
      retryAt: null,
      error: null,
    };
  }
}
