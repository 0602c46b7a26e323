import { usableKeyIds } from '#vault/keys/key-ring';
import { jittered } from '#vault/keys/random';
import { callableClients } from '#vault/limits/callable-clients';
import { type Clocks, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { maxInFlightMs } from '#vault/runtime/deadlines';
import { retryWrite } from '#vault/runtime/retry-write';
import type { GrantIdentity, SealedGrant } from './grant-record';

/** The right to make one refresh of one connection, until the lease's end or a higher epoch. */
export type Lease = SealedGrant & {
  /** Every write is WHERE epoch = this. */
  epoch: bigint;
  /** An earlier answer was lost, so the new token is proved before it is vended. */
  wasUncertain: boolean;
  failures: number;
  /** How often Wise has refused the refresh token since an answer was lost. */
  refusals: number;
  /** By database clock, from the claiming statement: no token of this call is older. */
  sentAt: Date;
  /** By this process's clocks, read before the claim: the lease cannot end earlier than counted from here. */
  startedAt: Clocks;
};

/** A lease whose call went out. */
export type SpentLease = Lease & {
  /** When it was really sent, which may be long after the claim. */
  calledAt: Clocks;
};

/** My lease is gone: the grant is somebody else's from here on, and nothing of mine may be written. */
export class LeaseLostError extends Error {
  constructor() {
    super('the lease of the grant is lost');
    this.name = 'LeaseLostError';
  }
}

type ClaimedRow = GrantIdentity & {
  isConsistent: boolean;
  epoch: string;
  version: string;
  keyId: string;
  wrappedKey: Buffer;
  access: Buffer | null;
  refresh: Buffer | null;
  wasUncertain: boolean;
  failures: number;
  refusals: number;
  sentAt: Date;
};

/**
 * `next_refresh_at` is, in every state, when the loop has to look at the row again.
 *
 * One UPDATE by database clock takes the lease and commits `refresh_sent` before any call (design 4.4). The holder of a row in
 * `refreshing` died when its lease is over and its call can no longer act at Wise, however late it was sent: the row is taken over
 * as uncertain. `uncertain_until` stays set from the first lost answer until a token is proved.
 */
const CLAIM = {
  name: 'grant-claim',
  text: `
    UPDATE vault.grants AS g SET
      state = 'refreshing', epoch = g.epoch + 1, lease_owner = $3,
      lease_expires_at = now() + $4::float8 * interval '1 millisecond', refresh_sent_at = now(),
      next_refresh_at = now() + $7::float8 * interval '1 millisecond',
      rejected_at = CASE $2::text WHEN 'rejected' THEN now() ELSE g.rejected_at END,
      uncertain_until = CASE g.state WHEN 'settled' THEN NULL ELSE coalesce(g.uncertain_until, now()) END
    FROM public.connections AS c
    WHERE g.connection_id = $1::uuid AND c.id = g.connection_id
      AND c.status = 'active' AND c.frozen_at IS NULL
      AND (g.environment::text, g.client_id) IN (SELECT * FROM unnest($5::text[], $6::text[]))
      AND g.key_id = ANY ($10::text[])
      AND (
        (g.state = 'uncertain' AND g.uncertain_until <= now())
        OR (g.state = 'refreshing' AND g.lease_expires_at <= now()
            AND g.refresh_sent_at + $7::float8 * interval '1 millisecond' <= now())
        OR (g.state = 'settled' AND CASE $2::text
          WHEN 'check' THEN true
          WHEN 'due' THEN g.next_refresh_at <= now()
          WHEN 'vend' THEN (g.failures = 0 OR g.next_refresh_at <= now())
            AND g.access_expires_at - greatest($11::float8 * interval '1 millisecond',
              least($8::float8 * interval '1 millisecond',
                (g.access_expires_at - g.access_issued_at) * $9::float8)) <= now()
          WHEN 'rejected' THEN g.version = $12::bigint AND (g.failures = 0 OR g.next_refresh_at <= now())
            AND coalesce(g.rejected_at + $13::float8 * interval '1 millisecond' <= now(), true)
          ELSE false END)
      )
    RETURNING c.id AS "connectionId", c.environment, c.client_id AS "clientId", c.customer_id AS "customerId",
      c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId",
      (c.environment, c.client_id, c.customer_id, c.wise_user_id, c.profile_id)
        = (g.environment, g.client_id, g.customer_id, g.wise_user_id, g.profile_id) AS "isConsistent",
      g.epoch, g.version, g.key_id AS "keyId", g.wrapped_key AS "wrappedKey", g.access, g.refresh,
      g.uncertain_until IS NOT NULL AS "wasUncertain", g.failures, g.refusals, g.refresh_sent_at AS "sentAt"`,
};

/**
 * Takes the lease, or undefined when the row is not due for this reason, somebody else holds it, or this process lacks
 * the row's key: then the row is left to a vault that has it.
 */
export async function claimLease(
  ctx: VaultContext,
  connectionId: string,
  wish: RefreshWish,
): Promise<Lease | undefined> {
  const { deadlines } = ctx;
  const { why } = wish;
  const clients = callableClients(ctx, isAwaited(why));
  const startedAt = readClocks();
  const { rows } = await ctx.database.pool.query<ClaimedRow>({
    ...CLAIM,
    values: [
      connectionId,
      why,
      ctx.owner,
      deadlines.leaseMs,
      clients.map((client) => client.environment),
      clients.map((client) => client.clientId),
      maxInFlightMs(deadlines),
      deadlines.vendMarginMs,
      deadlines.vendMarginShare,
      usableKeyIds(ctx.ring),
      minTtlMs(wish),
      why === 'rejected' ? wish.version : null,
      deadlines.rejectionWindowMs,
    ],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  return { ...row, epoch: BigInt(row.epoch), version: BigInt(row.version), startedAt };
}

/**
 * The same lease for one more call to Wise, counted anew from now.
 *
 * @returns undefined when the row is not ours any more: nothing may be sent.
 */
export async function renewLease(ctx: VaultContext, lease: Lease): Promise<Lease | undefined> {
  const { deadlines } = ctx;
  const startedAt = readClocks();
  const { rows } = await ctx.database.pool.query<{ sentAt: Date }>({
    name: 'grant-renew',
    text: `
      UPDATE vault.grants SET lease_expires_at = now() + $3::float8 * interval '1 millisecond', refresh_sent_at = now(),
        next_refresh_at = now() + $4::float8 * interval '1 millisecond'
      WHERE connection_id = $1::uuid AND epoch = $2 AND state = 'refreshing'
      RETURNING refresh_sent_at AS "sentAt"`,
    values: [lease.connectionId, lease.epoch, deadlines.leaseMs, maxInFlightMs(deadlines)],
  });
  return rows[0] === undefined ? undefined : { ...lease, ...rows[0], startedAt };
}

/**
 * Gives the lease back after a call that did not act at Wise (or was not made). A row that was settled is
 * settled again with its old token; one that was uncertain still is: this call answered nothing. So a rejection of the token
 * may ask again.
 *
 * @param options.isProved Wise has just said whose the stored access token is: the row is settled in any case.
 * @returns the pause until the row may be tried again.
 */
export async function releaseLease(
  ctx: VaultContext,
  lease: Lease,
  options: { pauseMs?: number; isFailure?: boolean; isProved?: boolean } = {},
): Promise<{ retryAfterSeconds: number }> {
  const { pauseMs = backOffMs(ctx, lease.failures), isFailure = true, isProved = false } = options;
  await retryWrite(ctx, 'grant-release', () =>
    ctx.database.pool.query({
      name: 'grant-release',
      text: `
        UPDATE vault.grants SET
          state = CASE WHEN $5::boolean OR uncertain_until IS NULL THEN 'settled' ELSE 'uncertain' END::vault.grant_state,
          uncertain_until = CASE WHEN $5::boolean OR uncertain_until IS NULL THEN NULL
            ELSE now() + $3::float8 * interval '1 millisecond' END,
          refresh_sent_at = CASE WHEN $5::boolean OR uncertain_until IS NULL THEN NULL ELSE refresh_sent_at END,
          refusals = CASE WHEN $5::boolean THEN 0 ELSE refusals END,
          next_refresh_at = now() + $3::float8 * interval '1 millisecond', rejected_at = NULL,
          failures = failures + $4::boolean::int, lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND epoch = $2 AND state = 'refreshing'`,
      values: [lease.connectionId, lease.epoch, pauseMs, isFailure, isProved],
    }),
  );
  return { retryAfterSeconds: Math.max(1, Math.ceil(pauseMs / 1000)) };
}

/** Doubling from the first pause to the longest, spread so that rows do not come back together. */
export function backOffMs(ctx: Pick<VaultContext, 'deadlines'>, failures: number): number {
  const { backOffMs: first, backOffMaxMs: longest } = ctx.deadlines;
  return jittered(Math.min(longest, first * 2 ** Math.min(failures, 20)), 0.2);
}

/** Why somebody wants a refresh; decides whether the row is due for it. */
export type RefreshReason =
  /** The loop: the row's own time has come. */
  | 'due'
  /** Somebody wants the token and it is at or near its end. */
  | 'vend'
  /** A person asked: refresh even if nothing is due. */
  | 'check'
  /** Somebody says that Wise does not take the token of a version. */
  | 'rejected'
  /** The loop: an answer was lost, or a holder died. */
  | 'recover';

/** What a refresh is wanted for. */
export type RefreshWish =
  /** `isPermitted`: the call to Wise has a permit of the refresh rate, though it is a check. */
  | { why: 'due' | 'check' | 'recover'; isPermitted?: boolean }
  /** `minTtlMs`: the token is due when it lives shorter. */
  | { why: 'vend'; minTtlMs?: number }
  | { why: 'rejected'; version: bigint };

/** How long the token has to live to be no reason for a refresh, in milliseconds, beside the usual margin. */
export function minTtlMs(wish: RefreshWish): number {
  return wish.why === 'vend' ? (wish.minTtlMs ?? 0) : 0;
}

/** True when somebody waits for it: it may try whether a pause is over, and mostly has no permit of the rate (refresh-rate.ts). */
export function isAwaited(why: RefreshReason): boolean {
  return why === 'vend' || why === 'check' || why === 'rejected';
}

export type RefreshResult =
  /** The stored token of this version is live, by this call or by somebody else's a moment ago. */
  | { kind: 'refreshed'; version: bigint }
  /** Wise says the grant is over: the connection is `needs_reconnect` now. */
  | { kind: 'lost' }
  /** Somebody else holds the lease. */
  | { kind: 'busy' }
  /** No answer to build on, or not yet time to ask again; nobody has to reconnect. */
  | { kind: 'unavailable'; retryAfterSeconds: number }
  /** Disconnected, frozen, waiting for the customer, unknown, or not our configured client. */
  | { kind: 'not_refreshable' }
  /** Wise says the grant is over, but says so of too many: not believed yet (design 4.4). */
  | { kind: 'breaker_open' };
