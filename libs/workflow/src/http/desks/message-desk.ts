import { Injectable } from '@nestjs/common';
import { ForbiddenError } from '../../errors.js';
import type { MessageOutcome } from '../../runtime/messages.js';
import { AccessPolicy, type WorkflowUser } from '../../runtime/ports/access-policy.js';
import { WorkflowService } from '../../runtime/workflow.service.js';
import { readMessage, readSignal } from '../requests/body-reader.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** What became of a message. */
export interface MessageJson {
  readonly outcome: MessageOutcome;
}

/** What became of a signal. */
export interface SignalJson {
  readonly outcome: 'thrown';
}

/**
 * Where other systems send messages and throw signals. Either reaches whoever waits, in all flows of the application,
 * so that it takes a right of its own: `workflow.message` and `workflow.signal`, or those with a name at their end
 * (`workflow.message.invoice-paid`) for that one alone.
 */
@Injectable()
export class MessageDesk {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly access: AccessPolicy,
  ) {}

  /** Sends a message; see `WorkflowService.message`. */
  async send({ user }: ViewsetCall, name: string, body: unknown): Promise<MessageJson> {
    await this.require(user, 'workflow.message', name);
    const { key, payload, ...options } = readMessage(body);
    return { outcome: await this.workflow.message(name, key, payload, options) };
  }

  /** Throws a signal; see `WorkflowService.signal`. */
  async throw({ user }: ViewsetCall, name: string, body: unknown): Promise<SignalJson> {
    await this.require(user, 'workflow.signal', name);
    await this.workflow.signal(name, readSignal(body));
    return { outcome: 'thrown' };
  }

  private async require(user: WorkflowUser, permission: string, name: string): Promise<void> {
    if (await this.access.can(user, permission)) return;
    if (await this.access.can(user, `${permission}.${name}`)) return;
    throw new ForbiddenError(
      `Expected a holder of '${permission}', or of '${permission}.' and the name, but '${user.id}' is none.`,
    );
  }
}
