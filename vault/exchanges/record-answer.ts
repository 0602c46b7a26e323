import type { Tx } from '#lib/db/client';
import { equalBytes } from '#lib/hash/compare';
import type { Secret } from '#lib/log/secret';
import { type HeldTokens, type ReceivedLease, receiveGrant } from '#vault/grants/received-grant';
import { revokeLate } from '#vault/grants/start-revocation';
import { tokenTimes } from '#vault/grants/store-tokens';
import { readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { WiseTokens } from '#vault/wise/outcomes';
import type { BegunExchange } from './begin-exchange';

export type Recorded =
  | { kind: 'recorded'; lease: ReceivedLease; tokens: HeldTokens }
  | { kind: 'known' }
  | { kind: 'moved_on' };

/**
 * Wise's answer, committed sealed before any other call: from here on a crash loses nothing (promise 1).
 * Tried again while the database is away, because this process holds the only copy. An answer that comes
 * after the deadline is taken too (interrupted → received), unless a newer exchange has begun.
 *
 * @returns `recorded` with the lease of the received grant; `known` when an earlier try of this very write had got
 *   through (its promotion is taken up by the recovery); `moved_on` when the exchange is over, and what Wise gave is
 *   left to be revoked.
 */
export async function recordAnswer(
  ctx: VaultContext,
  exchange: BegunExchange,
  answer: WiseTokens & { refresh: Secret },
): Promise<Recorded> {
  const { access, refresh } = answer;
  const tokens = { access, refresh, version: 1n, times: tokenTimes(answer, exchange.sentAt) };
  const leasedAt = readClocks();
  return retryWrite(ctx, 'exchange-received', async () => {
    const fence = await ctx.database.db.$transaction((tx) => receive(tx, ctx, exchange, tokens));
    if (fence === undefined && (await isRecorded(ctx, exchange))) return { kind: 'known' };
    if (fence === undefined) {
      await ctx.database.db.$transaction((tx) => leaveToRevoke(tx, ctx, exchange, tokens));
      return { kind: 'moved_on' };
    }
    const { attemptId, customerId, environment, clientId, profileId, registrationId, sessionId } = exchange;
    const lease = {
      ...{ attemptId, customerId, environment, clientId, profileId, registrationId, sessionId },
      ...fence,
      ...{ leasedAt, ageMs: 0, isTooOld: false, isTakenOver: false },
    };
    return { kind: 'recorded', lease, tokens };
  });
}

async function receive(tx: Tx, ctx: VaultContext, exchange: BegunExchange, tokens: HeldTokens) {
  const received = await tx.$executeRaw`
    UPDATE public.exchanges AS e SET state = 'received', reason = NULL, received_at = now(), finished_at = NULL
    WHERE e.attempt_id = ${exchange.attemptId}::uuid AND (e.state = 'sent' OR (e.state = 'interrupted'
      AND NOT EXISTS (SELECT 1 FROM public.exchanges other WHERE other.customer_id = e.customer_id
        AND other.environment = e.environment AND other.state IN ('sent', 'received'))))`;
  return received === 1 ? receiveGrant(tx, ctx, exchange, tokens, exchange.dataKey) : undefined;
}

/** True when our own tokens are in the row: the wrapped key was made for this one answer. */
async function isRecorded(ctx: VaultContext, exchange: BegunExchange): Promise<boolean> {
  const stored = await ctx.database.db.grant.findUnique({
    where: { attemptId: exchange.attemptId },
    select: { wrappedKey: true, state: true },
  });
  if (stored?.state !== 'received') return false;
  return equalBytes(stored.wrappedKey, exchange.dataKey.wrappedKey);
}

/** The exchange had ended before its answer came: `finished_at` becomes the time of the answer. */
async function leaveToRevoke(
  tx: Tx,
  ctx: VaultContext,
  exchange: BegunExchange,
  tokens: HeldTokens,
): Promise<void> {
  const ended = await tx.$executeRaw`
    UPDATE public.exchanges SET finished_at = now()
    WHERE attempt_id = ${exchange.attemptId}::uuid AND state IN ('refused', 'failed', 'interrupted')`;
  if (ended === 1) await revokeLate(tx, ctx, exchange, tokens, exchange.dataKey);
}
