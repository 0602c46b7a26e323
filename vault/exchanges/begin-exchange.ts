import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { equalBytes } from '#lib/hash/compare';
import { actorOf } from '#vault/connections/caller';
import type { Exchange } from '#vault/grants/received-grant';
import { type NewDataKey, newDataKey } from '#vault/keys/sealed-record';
import { type Clocks, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { areKept, keepExpectedFacts } from './expected-facts';
import { finishExchange } from './finish-exchange';
import type { ClaimedAttempt } from './load-claimed-attempt';

export type BegunExchange = ClaimedAttempt & {
  dataKey: NewDataKey;
  /** By database clock: no token of this exchange is older. */
  sentAt: Date;
  startedAt: Clocks;
};

export type Beginning =
  | { kind: 'begun'; exchange: BegunExchange }
  /** This attempt has a row: its code was sent, or never will be. */
  | { kind: 'known' }
  /** The code belongs to another attempt's exchange. */
  | { kind: 'code_used' }
  /** Another exchange of this customer and environment is in flight (design 4.3). */
  | { kind: 'busy' };

/**
 * Commits "the code is being sent", with a data key made and wrapped for the answer, before anything is
 * sent. The unique attempt and code hash make the database the arbiter of "once" over all processes, and
 * the commit proves that the answer can be stored. If the commit's confirmation is lost this throws, and
 * the row ends as interrupted: the code is not sent then.
 */
export async function beginExchange(ctx: VaultContext, attempt: ClaimedAttempt): Promise<Beginning> {
  const first = await tryToBegin(ctx, attempt);
  return first.kind === 'busy' && (await supersedeStale(ctx, attempt)) ? tryToBegin(ctx, attempt) : first;
}

async function tryToBegin(ctx: VaultContext, attempt: ClaimedAttempt): Promise<Beginning> {
  const startedAt = readClocks();
  const dataKey = newDataKey(ctx.ring);
  const row = await commitSent(ctx, attempt);
  if (row !== undefined) return { kind: 'begun', exchange: { ...attempt, ...row, dataKey, startedAt } };
  return { kind: await whyNotBegun(ctx, attempt) };
}

async function commitSent(ctx: VaultContext, attempt: ClaimedAttempt): Promise<{ sentAt: Date } | undefined> {
  const { attemptId, customerId, environment, expected: facts } = attempt;
  if (!areKept(ctx, facts)) return insertSent(ctx.database.db, ctx, attempt);
  return ctx.database.db.$transaction(async (tx) => {
    const begun = await insertSent(tx, ctx, attempt);
    if (begun !== undefined)
      await keepExpectedFacts(tx, ctx, { customerId, environment, attemptId, sessionId: null, facts });
    return begun;
  });
}

async function insertSent(
  tx: Tx,
  ctx: VaultContext,
  attempt: ClaimedAttempt,
): Promise<{ sentAt: Date } | undefined> {
  const [row] = await tx.$queryRaw<{ sentAt: Date }[]>`
    INSERT INTO public.exchanges
      (attempt_id, code_hash, customer_id, environment, client_id, profile_id, registration_id, session_id, state,
       sent_at, deadline_at)
    VALUES (${attempt.attemptId}::uuid, ${attempt.codeHash}, ${attempt.customerId}::uuid,
      ${attempt.environment}::public.environment, ${attempt.clientId}, ${attempt.profileId},
      ${attempt.registrationId}::uuid, ${attempt.sessionId}::uuid, 'sent', now(),
      now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond')
    ON CONFLICT DO NOTHING RETURNING sent_at AS "sentAt"`;
  return row;
}

/** Whether the attempt has its row. */
export async function hasExchange(ctx: VaultContext, attemptId: string): Promise<boolean> {
  const row = await ctx.database.db.exchange.findUnique({
    where: { attemptId },
    select: { attemptId: true },
  });
  return row !== null;
}

async function whyNotBegun(
  ctx: VaultContext,
  attempt: ClaimedAttempt,
): Promise<'known' | 'code_used' | 'busy'> {
  const rows = await ctx.database.db.exchange.findMany({
    where: { OR: [{ attemptId: attempt.attemptId }, { codeHash: new Uint8Array(attempt.codeHash) }] },
    select: { attemptId: true, codeHash: true },
  });
  if (rows.some((row) => row.attemptId === attempt.attemptId)) return 'known';
  return rows.some((row) => equalBytes(row.codeHash, attempt.codeHash)) ? 'code_used' : 'busy';
}

/**
 * Ends an exchange of this customer and environment that has been `received` for longer than `supersedeAfterMs`, or that the
 * partner has not confirmed, so that a newer one can start. What Wise gave to it is revoked, as for any exchange without a connection.
 *
 * @returns true when there is room for the new one.
 */
async function supersedeStale(ctx: VaultContext, newer: Exchange): Promise<boolean> {
  const stale = await ctx.database.db.$queryRaw<(Exchange & { isUnconfirmed: boolean })[]>`
    SELECT attempt_id AS "attemptId", customer_id AS "customerId", environment::text AS environment,
      client_id AS "clientId", profile_id AS "profileId", registration_id AS "registrationId",
      confirm_until IS NOT NULL AS "isUnconfirmed"
    FROM public.exchanges
    WHERE customer_id = ${newer.customerId}::uuid AND environment = ${newer.environment}::public.environment
      AND state = 'received' AND (confirm_until IS NOT NULL
        OR received_at < now() - ${ctx.deadlines.supersedeAfterMs}::float8 * interval '1 millisecond')`;
  for (const { isUnconfirmed, ...exchange } of stale) {
    const result = isUnconfirmed
      ? ({ state: 'refused', reason: 'unconfirmed' } as const)
      : ({ state: 'failed', reason: 'wise_unavailable' } as const);
    await finishExchange(ctx, exchange, result, { from: 'received' });
  }
  return stale.length > 0;
}

/**
 * An outcome for a code that is not sent: the row makes it final, as it does for a sent one.
 *
 * @returns false when the attempt has its row already.
 */
export async function recordUnsent(
  ctx: VaultContext,
  attempt: ClaimedAttempt,
  reason: 'client_refused' | 'wise_unavailable',
): Promise<boolean> {
  const { attemptId, customerId, environment } = attempt;
  return ctx.database.db.$transaction(async (tx) => {
    const inserted = await tx.$executeRaw`
      INSERT INTO public.exchanges (attempt_id, code_hash, customer_id, environment, client_id, profile_id,
        state, reason, deadline_at, finished_at)
      VALUES (${attemptId}::uuid, ${attempt.codeHash}, ${customerId}::uuid,
        ${environment}::public.environment, ${attempt.clientId}, ${attempt.profileId}, 'failed', ${reason},
        now(), now())
      ON CONFLICT DO NOTHING`;
    if (inserted === 0) return false;
    await appendAudit(tx, {
      action: 'connection.refused',
      actor: await actorOf(tx, customerId),
      environment,
      detail: { attemptId, state: 'failed', reason, wasSent: false },
    });
    return true;
  });
}
