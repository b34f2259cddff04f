import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { IdempotencyConflictError, InputInvalidError, ProcessBusyError } from '../../errors.js';
import { claimKey, keepAnswer } from '../../persistence/idempotency-keys.js';
import { Clock } from '../../runtime/ports/clock.js';
import { WORKFLOW_STORE, type WorkflowStore } from '../../runtime/ports/workflow-store.js';
import type { HttpRequest } from './http-request.js';

interface HttpResponse {
  readonly statusCode: number;
}

/** One exchange, and who it is with. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly userId: string;
  /** What the client calls this request; only a POST has one. */
  readonly key?: string;
}

/**
 * `Idempotency-Key`: a POST that is sent again with the key of the first answers what the first answered, and does
 * nothing. The answer is kept in the transaction of what was done, so there is never the one without the other;
 * failures are not kept. Whoever comes while the first is at work waits for it.
 */
@Injectable()
export class Idempotency {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly store: WorkflowStore,
    private readonly clock: Clock,
    private readonly host: HttpAdapterHost,
  ) {}

  /**
   * @throws {InputInvalidError} when the key is no printable text of 1 to 200 characters.
   * @throws {IdempotencyConflictError} when the key came with another request before.
   */
  async run(exchange: Exchange, work: () => Promise<unknown>): Promise<unknown> {
    const { request, response, userId, key } = exchange;
    if (key === undefined || request.method !== 'POST') return work();
    if (!/^[\x20-\x7e]{1,200}$/.test(key)) throw unusable();
    const claim = { id: sha256(userId, key), request: requestHash(request), createdAt: this.clock.now() };
    return this.untilClaimed(async (manager, claimed) => {
      const first = await claimKey(manager, claim);
      claimed();
      if (first) {
        if (first.request !== claim.request) throw new IdempotencyConflictError(key);
        this.host.httpAdapter.setHeader(response, 'Idempotency-Replayed', 'true');
        this.host.httpAdapter.status(response, first.statusCode);
        return first.body;
      }
      const body = await work();
      await keepAnswer(manager, claim.id, { statusCode: response.statusCode, body });
      return body;
    });
  }

  /**
   * When the first of several duplicates fails, MariaDB lets those who wait for it deadlock. Whoever loses has done
   * nothing yet and claims again; once the key is claimed, nothing is repeated.
   */
  private async untilClaimed<T>(
    work: (manager: EntityManager, claimed: () => void) => Promise<T>,
    attemptsLeft = 5,
  ): Promise<T> {
    let claimed = false;
    try {
      return await this.store.transaction(({ manager }) =>
        work(manager, () => {
          claimed = true;
        }),
      );
    } catch (error) {
      if (claimed || attemptsLeft <= 1 || !(error instanceof ProcessBusyError)) throw error;
    }
    return this.untilClaimed(work, attemptsLeft - 1);
  }
}

function requestHash({ method, originalUrl, body }: HttpRequest): string {
  return sha256(method, originalUrl, JSON.stringify(body ?? null));
}

/** Of the parts with their lengths, so that no two lists of parts are alike. */
function sha256(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function unusable(): InputInvalidError {
  const message = 'Idempotency-Key must be 1 to 200 printable ASCII characters';
  return new InputInvalidError('Expected a usable Idempotency-Key, but got another.', [
    { field: 'Idempotency-Key', messages: [message] },
  ]);
}
