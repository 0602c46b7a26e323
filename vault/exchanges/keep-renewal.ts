import type { Tx } from '#lib/db/client';
import { readClocks } from '#vault/grants/claim-lease';
import { tryWriting } from '#vault/grants/try-writing';
import { unsettleConnection } from '#vault/grants/unsettle-grants';
import { equalBytes } from '#vault/keys/compare';
import { type NewDataKey, newDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';
import { type HeldTokens, putTokens } from './exchange-tokens';
import { leaveToEnd } from './leave-to-end';
import type { Work } from './work-lease';

type Lease = Pick<Work, 'fence' | 'leasedAtDatabase'>;

/**
 * Commits what a refresh of the newcomer's grant gave. Also when the lease has run out meanwhile: with rotating
 * refresh tokens this process holds the only one that lives. So whoever still builds on the tokens before is fenced
 * off, and the work is ours again.
 *
 * @returns false when others had gone on: what they have is checked anew, or what we have is ended.
 */
export async function keepRenewal(ctx: VaultContext, work: Work, tokens: HeldTokens): Promise<boolean> {
  const dataKey = newDataKey(ctx.ring);
  return tryWriting(ctx, 'exchange-renewed', async () => {
    const leasedAt = readClocks();
    const lease = await ctx.database.db.$transaction((tx) => keepIn(tx, ctx, work, dataKey, tokens));
    if (lease === undefined) return false;
    Object.assign(work, lease, { leasedAt });
    return true;
  });
}

async function keepIn(
  tx: Tx,
  ctx: VaultContext,
  work: Work,
  dataKey: NewDataKey,
  tokens: HeldTokens,
): Promise<Lease | undefined> {
  const [exchange] = await tx.$queryRaw<{ state: string; connectionId: string | null }[]>`
    SELECT state::text AS state, connection_id AS "connectionId" FROM public.exchanges
    WHERE attempt_id = ${work.attemptId}::uuid FOR UPDATE`;
  if (exchange?.state === 'received') return replaceTokens(tx, ctx, work, dataKey, tokens);
  if (exchange?.connectionId) await unsettleConnection(tx, ctx, exchange.connectionId);
  else await leaveToEnd(tx, ctx, work, dataKey, tokens);
  return undefined;
}

/** Only over the version that was refreshed: a later one came of a refresh that Wise may have served before ours. */
async function replaceTokens(
  tx: Tx,
  ctx: VaultContext,
  work: Work,
  dataKey: NewDataKey,
  tokens: HeldTokens,
): Promise<Lease | undefined> {
  const stored = await tx.exchangeTokens.findUnique({
    where: { attemptId: work.attemptId },
    select: { version: true, wrappedKey: true },
  });
  if (stored?.version !== tokens.version - 1n) {
    const isOurs = stored !== null && equalBytes(stored.wrappedKey, dataKey.wrappedKey);
    if (!isOurs) await breakLease(tx, work);
    return undefined;
  }
  await putTokens(tx, work, dataKey, tokens);
  const [lease] = await tx.$queryRaw<Lease[]>`
    UPDATE public.exchanges
    SET worker_until = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond'
    WHERE attempt_id = ${work.attemptId}::uuid
    RETURNING worker_until::text AS fence, now() AS "leasedAtDatabase"`;
  return lease;
}

/** Our late refresh may have killed the stored access token (W1): nobody promotes it before it was checked again. */
async function breakLease(tx: Tx, work: Work): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.exchanges SET worker_until = now() WHERE attempt_id = ${work.attemptId}::uuid`;
}
