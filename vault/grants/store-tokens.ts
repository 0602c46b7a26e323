import { equalBytes } from '#lib/hash/compare';
import { MARK_HEALTHY } from '#vault/connections/connection-row';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { WiseTokens } from '#vault/wise/outcomes';
import type { SealedPair } from './grant-record';
import type { Lease } from './lease';
import { wasWritten } from './mark-unverified';
import { nextRefreshMs, REFRESH_QUEUE } from './next-refresh';

/** The moments of a token pair as the tables keep them. */
export type TokenTimes = {
  accessIssuedAt: Date;
  accessExpiresAt: Date;
  refreshExpiresAt: Date | null;
  wiseCreatedAt: Date | null;
};

/**
 * When the access token ends, by the DATABASE's clock: reckoned from when the request was sent (the token
 * is not older than that), and never later than Wise's own `expires_at`. An `expires_at` before the
 * sending is another clock, not an end.
 *
 * @param sentAt by database clock, read before the call.
 */
export function tokenTimes(tokens: WiseTokens, sentAt: Date): TokenTimes {
  const reckoned = sentAt.getTime() + tokens.lifetimeSeconds * 1000;
  const said = tokens.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return {
    accessIssuedAt: sentAt,
    accessExpiresAt: new Date(said > sentAt.getTime() ? Math.min(reckoned, said) : reckoned),
    refreshExpiresAt: tokens.refreshExpiresAt,
    wiseCreatedAt: tokens.wiseCreatedAt,
  };
}

/** The whole life that Wise gave the access token, in milliseconds. */
export function lifeMsOf({ accessIssuedAt, accessExpiresAt }: TokenTimes): number {
  return accessExpiresAt.getTime() - accessIssuedAt.getTime();
}

export type NewTokens = { version: bigint; sealed: SealedPair; times: TokenTimes };

/**
 * Connection before grant: the lock order of every act, so that two of them cannot wait for each other.
 * `wise_created_at` stays that of the consent: a refreshed token's own time says nothing about which of two
 * consents came last (design 4.3).
 */
const STORE = `
  WITH held AS (SELECT id FROM public.connections WHERE id = $1::uuid FOR NO KEY UPDATE),
  stored AS (
    UPDATE vault.grants AS g SET
      version = $3, key_id = $4, wrapped_key = $5, access = $6, refresh = $7,
      access_issued_at = $8, access_expires_at = $9,
      refresh_expires_at = coalesce($10, g.refresh_expires_at), refusals = 0`;
const MINE = `WHERE g.connection_id = held.id AND g.epoch = $2 AND g.state = 'refreshing'`;
const settled = (nextRefresh: '$3' | '$11') => `
      state = 'settled', failures = 0, refresh_sent_at = NULL, uncertain_until = NULL,
      lease_owner = NULL, lease_expires_at = NULL,
      refresh_queue = ${REFRESH_QUEUE},
      next_refresh_at = now() + ${nextRefresh}::float8 * interval '1 millisecond'`;
const HEALTHY = `RETURNING g.connection_id) ${MARK_HEALTHY}`;

const STATEMENTS = {
  /** Stored and vendable at once: the only answer there was is the one in hand. */
  settled: { name: 'grant-store', text: `${STORE}, ${settled('$11')} FROM held ${MINE} ${HEALTHY}` },
  /**
   * Stored, but the lease goes on: the token has to be proved first (`settleProved`). The loop's next look stays
   * at the end of the lease, in case this process dies meanwhile.
   */
  unproved: {
    name: 'grant-store-unproved',
    text: `${STORE} FROM held ${MINE} RETURNING g.connection_id) SELECT connection_id FROM stored`,
  },
};

/**
 * Writes the new tokens WHERE epoch = mine. `fenced`: somebody else has taken over meanwhile, nothing was
 * written, and the caller must `reconcileAfterFencedWrite`.
 */
export async function storeTokens(
  ctx: VaultContext,
  lease: Lease,
  tokens: NewTokens,
  as: keyof typeof STATEMENTS,
): Promise<'stored' | 'fenced'> {
  const { sealed, times } = tokens;
  const { connectionId } = lease;
  const values: unknown[] = [
    connectionId,
    lease.epoch,
    tokens.version,
    sealed.keyId,
    sealed.wrappedKey,
    sealed.access,
    sealed.refresh,
    times.accessIssuedAt,
    times.accessExpiresAt,
    times.refreshExpiresAt,
    ...(as === 'settled' ? [nextRefreshMs(ctx, lifeMsOf(times))] : []),
  ];
  return retryWrite(ctx, 'grant-store', async () => {
    const { rowCount } = await ctx.database.pool.query({ ...STATEMENTS[as], values });
    if (rowCount === 1) return 'stored';
    // A confirmation that was lost: our own earlier try did write.
    return (await isStored(ctx, connectionId, sealed)) ? 'stored' : 'fenced';
  });
}

async function isStored(ctx: VaultContext, connectionId: string, sealed: SealedPair): Promise<boolean> {
  const { rows } = await ctx.database.pool.query<{ wrappedKey: Buffer }>({
    name: 'grant-wrapped-key',
    text: `SELECT wrapped_key AS "wrappedKey" FROM vault.grants WHERE connection_id = $1::uuid`,
    values: [connectionId],
  });
  return rows[0] !== undefined && equalBytes(rows[0].wrappedKey, sealed.wrappedKey);
}

/** Ends the lease after the stored token was seen to work; `fenced` when it is no longer ours to say. */
export async function settleProved(
  ctx: VaultContext,
  lease: Lease,
  times: TokenTimes,
): Promise<'settled' | 'fenced'> {
  return retryWrite(ctx, 'grant-settle', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-settle',
      text: `
        WITH held AS (SELECT id FROM public.connections WHERE id = $1::uuid FOR NO KEY UPDATE),
        stored AS (UPDATE vault.grants AS g SET ${settled('$3')} FROM held ${MINE} ${HEALTHY}`,
      values: [lease.connectionId, lease.epoch, nextRefreshMs(ctx, lifeMsOf(times))],
    });
    // A confirmation that was lost, as above.
    return rowCount === 1 || (await wasWritten(ctx, lease, 'settled')) ? 'settled' : 'fenced';
  });
}
