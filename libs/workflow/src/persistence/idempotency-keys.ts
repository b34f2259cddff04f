import type { EntityManager } from 'typeorm';
import { ProcessBusyError } from '../errors.js';
import { IdempotencyKey } from '../model/idempotency-key.entity.js';

/** What was answered, to be answered again. */
export interface KeptAnswer {
  readonly statusCode: number;
  readonly body: unknown;
}

/** Stands in a claimed row until its answer is known; no request ends with it. */
const UNANSWERED = 0;

/**
 * Takes a key for the transaction, waiting for a concurrent one that has it. Answers `undefined` when it is taken
 * now, and what was answered when another request had it before.
 *
 * @throws {ProcessBusyError} when the concurrent one has it for longer than the database waits.
 */
export async function claimKey(
  manager: EntityManager,
  claim: Pick<IdempotencyKey, 'id' | 'request' | 'createdAt'>,
): Promise<(KeptAnswer & { readonly request: string }) | undefined> {
  const row = await takeOrWait(manager, claim).catch((error: unknown) => {
    throw isBusy(error) ? new ProcessBusyError('the Idempotency-Key', 1, { cause: error }) : error;
  });
  if (row.statusCode === UNANSWERED) return undefined;
  return { request: row.request, statusCode: row.statusCode, body: parse(row.body) };
}

async function takeOrWait(
  manager: EntityManager,
  claim: Pick<IdempotencyKey, 'id' | 'request' | 'createdAt'>,
): Promise<IdempotencyKey> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(IdempotencyKey)
    .values({ ...claim, statusCode: UNANSWERED })
    // Changes nothing of a row that is there, but locks it for us alone: ignoring it would share the lock, and those
    // who wait together would then be in each other's way.
    .orUpdate(['id'], ['id'])
    .updateEntity(false)
    .execute();
  // A locking read sees what has just been committed, whatever the transaction's isolation.
  return manager
    .createQueryBuilder(IdempotencyKey, 'k')
    .setLock('pessimistic_write')
    .where('k.id = :id', { id: claim.id })
    .getOneOrFail();
}

/** Keeps the answer to the request that claimed the key, in the same transaction. */
export async function keepAnswer(manager: EntityManager, id: string, answer: KeptAnswer): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(IdempotencyKey)
    .set({ statusCode: answer.statusCode, body: () => ':body' })
    .setParameter('body', JSON.stringify(JSON.stringify(answer.body ?? null)))
    .where('id = :id', { id })
    .execute();
}

/** Forgets the answers given before this moment. */
export async function forgetKeys(manager: EntityManager, before: Date): Promise<void> {
  await manager
    .createQueryBuilder()
    .delete()
    .from(IdempotencyKey)
    .where('created_at < :before', { before })
    .execute();
}

/** The answer is kept as one JSON text, so that the order of its fields survives; drivers may unwrap it once. */
function parse(body: unknown): unknown {
  return typeof body === 'string' ? (JSON.parse(body) as unknown) : body;
}

/** The lock was not had in time, or a deadlock was resolved at our cost; as PostgreSQL and MariaDB say it. */
function isBusy(error: unknown): boolean {
  const { code, errno } = ((error as { driverError?: unknown }).driverError ?? {}) as Record<string, unknown>;
  return code === '55P03' || code === '40P01' || errno === 1205 || errno === 1213;
}
