import { parseDuration, type Duration } from '../definition/durations.js';
import type { GraphNode } from '../definition/node-kind.js';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import { InputInvalidError, NobodyWaitsError, NotFoundError } from '../errors.js';
import type { WorkflowMessage } from '../model/message.entity.js';
import type { Executor } from './executor.js';
import type { FlowRegistry } from './flow-registry.js';
import { newId } from './ids.js';
import { behaviourOf } from './node-behaviour.js';
import type { Clock } from './ports/clock.js';
import { refuseKey, refuseUnstorable } from './storable-text.js';
import type { WorkflowStore } from './ports/workflow-store.js';

/** How a message is sent. */
export interface MessageOptions {
  /** The sender's own id of the message: sent again, it acts once. Default: a new one. */
  readonly id?: string;
  /** How long it waits when nobody waits for it. Default: not at all. */
  readonly ttl?: Duration;
}

/** What became of a message: a process took it, one was started by it, it waits, or it had been sent before. */
export type MessageOutcome = 'taken' | 'started' | 'kept' | 'duplicate';

/** In milliseconds; databases keep no moment that is much further away than this may come. */
const LONGEST_TTL = 3_652 * 86_400_000;

const NAME = /^[\w.-]{1,100}$/;

/**
 * Whom a message is for, as waiting tasks have it in `external_id`.
 *
 * @throws {InputInvalidError} when name or key cannot be one.
 */
export function messageRecipient(name: string, key: unknown): string {
  if (!NAME.test(name)) {
    throw new InputInvalidError(
      `Expected a message's name to be 1 to 100 letters, digits, dots, dashes or underscores, but got '${name}'.`,
    );
  }
  if (typeof key !== 'string' || key.length > 140) {
    throw new InputInvalidError(
      `Expected the key of message '${name}' to be a string of at most 140 characters.`,
    );
  }
  refuseKey(key, 'key');
  return `message:${name}:${key}`;
}

/** Brings messages to the processes that wait for them: each message to one, in the order they were sent. */
export class Messages {
  constructor(
    private readonly executor: Executor,
    private readonly store: WorkflowStore,
    private readonly registry: FlowRegistry,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a message: to the process that waits for it longest; else it starts one; else it waits, with a `ttl`.
   *
   * @throws {NobodyWaitsError} when nobody waits for it, it starts nothing, and it has no time to live.
   * @throws {InputInvalidError} when name, key, id or ttl cannot be one, or the payload cannot be kept.
   */
  async send(
    name: string,
    key: string,
    payload: unknown,
    options: MessageOptions = {},
  ): Promise<MessageOutcome> {
    const recipient = messageRecipient(name, key);
    const message = this.messageOf(recipient, payload, options);
    const outcome = await this.executor.transact(async (tx) => {
      if (!(await tx.addMessage(message))) return 'duplicate';
      for (const taskId of await this.store.waitingFor(recipient)) {
        if (await this.bring(message, taskId)) return 'taken';
      }
      const start = this.startedBy(name);
      if (start) {
        await tx.consumeMessage(message.id, message.createdAt);
        await this.executor.start(start.flow, start.node.name, payload);
        return 'started';
      }
      if (options.ttl === undefined) throw new NobodyWaitsError(name, key);
      return 'kept';
    });
    // Somebody may have begun to wait while this was not committed yet.
    return outcome === 'kept' && (await this.match(recipient)) > 0 ? 'taken' : outcome;
  }

  /** Brings messages that wait to tasks that wait for them, the oldest first. Answers how many arrived. */
  async match(recipient: string): Promise<number> {
    let refused = '';
    for (let arrived = 0; ;) {
      const message = await this.store.waitingMessage(recipient, this.clock.now());
      const [taskId] = message ? await this.store.waitingFor(recipient) : [];
      if (!message || taskId === undefined) return arrived;
      const pair = `${message.id} ${taskId}`;
      if (pair === refused) return arrived;
      if (await this.bring(message, taskId)) arrived += 1;
      // Another has taken one of the two meanwhile: there may be others of both.
      else refused = pair;
    }
  }

  private async bring(message: WorkflowMessage, taskId: string): Promise<boolean> {
    try {
      return await this.executor.activate(
        taskId,
        { failures: 'keep' },
        async ({ task }, { context, reactions }) => {
          if (!task.live || task.status === 'ERROR' || task.externalId !== message.recipient) return false;
          return (
            (await context.tx.consumeMessage(message.id, context.now)) &&
            reactions.deliver(task, message.payload)
          );
        },
      );
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  private startedBy(name: string): { flow: CompiledFlow; node: GraphNode } | undefined {
    for (const flow of this.registry.all()) {
      const node = flow.starts.find((start) => behaviourOf(start).startedBy?.(start) === name);
      if (node) return { flow, node };
    }
    return undefined;
  }

  private messageOf(recipient: string, payload: unknown, { id, ttl }: MessageOptions): WorkflowMessage {
    const milliseconds = ttl === undefined ? 0 : parseDuration(ttl);
    if (milliseconds === undefined || milliseconds > LONGEST_TTL) {
      throw new InputInvalidError(
        `Expected the time to live of a message to be a duration such as '1d', at most ten years, but got '${ttl}'.`,
      );
    }
    if (id !== undefined && (id === '' || id.length > 200)) {
      throw new InputInvalidError(
        `Expected the id of a message to be 1 to 200 characters, but got ${id.length}.`,
      );
    }
    if (id !== undefined) refuseKey(id, 'id');
    refuseUnstorable({ payload });
    const now = this.clock.now();
    return {
      id: id ?? newId(),
      recipient,
      payload: payload ?? null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + milliseconds),
      consumedAt: null,
    };
  }
}
