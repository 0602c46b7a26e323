import type { Secret } from '#lib/log/secret';
import { readClocks } from '#vault/grants/claim-lease';
import { tokenTimes } from '#vault/grants/token-times';
import { tryWriting } from '#vault/grants/try-writing';
import { equalBytes } from '#vault/keys/compare';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseTokens } from '#vault/wise/outcomes';
import type { BegunExchange } from './begin-exchange';
import { type HeldTokens, putTokens } from './exchange-tokens';
import { leaveToEnd } from './leave-to-end';
import type { Work } from './work-lease';

export type Recorded =
  | { kind: 'recorded'; work: Work; tokens: HeldTokens }
  | { kind: 'known' }
  | { kind: 'moved_on' };

/**
 * Wise's answer, committed sealed before any other call: from here on a crash loses nothing (promise 1).
 * Tried again while the database is away, because this process holds the only copy. An answer that comes
 * after the deadline is taken too (interrupted → received), unless a newer exchange has begun.
 *
 * @returns `recorded` with the work lease; `known` when an earlier try of this very write had got through
 *   (its promotion is taken up by the recovery); `moved_on` when the exchange is over, and what Wise gave is left
 *   to be ended.
 */
export async function recordTokens(
  ctx: VaultContext,
  exchange: BegunExchange,
  answer: WiseTokens & { refresh: Secret },
): Promise<Recorded> {
  const tokens: HeldTokens = {
    access: answer.access,
    refresh: answer.refresh,
    version: 1n,
    times: tokenTimes(answer, exchange.sentAt),
  };
  const leasedAt = readClocks();
  return tryWriting(ctx, 'exchange-received', async () => {
    const lease = await write(ctx, exchange, tokens);
    if (lease === undefined && (await isRecorded(ctx, exchange))) return { kind: 'known' };
    if (lease === undefined) {
      await ctx.database.db.$transaction((tx) => leaveToEnd(tx, ctx, exchange, exchange.dataKey, tokens));
      return { kind: 'moved_on' };
    }
    const { attemptId, customerId, environment, clientId, profileId } = exchange;
    const identity = { attemptId, customerId, environment, clientId, profileId };
    return {
      kind: 'recorded',
      work: { ...identity, ...lease, leasedAt, ageMs: 0, isTooOld: false, isTakenOver: false },
      tokens,
    };
  });
}

async function write(
  ctx: VaultContext,
  exchange: BegunExchange,
  tokens: HeldTokens,
): Promise<{ fence: string; leasedAtDatabase: Date } | undefined> {
  return ctx.database.db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ fence: string; leasedAtDatabase: Date }[]>`
      UPDATE public.exchanges AS e SET state = 'received', reason = NULL, received_at = now(),
        finished_at = NULL,
        worker_until = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond', open_leases = 1
      WHERE e.attempt_id = ${exchange.attemptId}::uuid AND (e.state = 'sent' OR (e.state = 'interrupted'
        AND NOT EXISTS (SELECT 1 FROM public.exchanges other WHERE other.customer_id = e.customer_id
          AND other.environment = e.environment AND other.state IN ('sent', 'received'))))
      RETURNING e.worker_until::text AS fence, now() AS "leasedAtDatabase"`;
    if (row !== undefined) await putTokens(tx, exchange, exchange.dataKey, tokens);
    return row;
  });
}

/** True when our own tokens are in the row: the wrapped key was made for this one answer. */
async function isRecorded(ctx: VaultContext, exchange: BegunExchange): Promise<boolean> {
  const stored = await ctx.database.db.exchangeTokens.findUnique({
    where: { attemptId: exchange.attemptId },
    select: { wrappedKey: true, access: true },
  });
  if (stored === null || stored.access === null) return false;
  return equalBytes(stored.wrappedKey, exchange.dataKey.wrappedKey);
}
