import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Secret } from '#lib/log/secret';
import { usableKeyIds } from '#vault/keys/key-ring';
import type { NewDataKey } from '#vault/keys/sealed-record';
import { type Clocks, maySend, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { type ExchangeIdentity, openField, type SealedExchangeGrant, sealPair } from './grant-record';
import { LeaseLostError } from './lease';
import type { TokenTimes } from './store-tokens';

/** The exchange that Wise gave the grant to; copied from the attempt when it began and never changed after. */
export type Exchange = ExchangeIdentity & {
  /** As the redirect said it: unsigned, so only a claim that the checks have to confirm (W5). */
  profileId: string | null;
  /** The registration whose code was sent in place of an authorisation code: there was no attempt then (decision 053). */
  registrationId: string | null;
};

/** The tokens of a received grant, opened for the length of its checks. */
export type HeldTokens = { access: Secret; refresh: Secret; version: bigint; times: TokenTimes };

type Fence = { grantId: string; epoch: bigint; leasedAtDatabase: Date };

/** The right to check and promote one received grant. Every write is WHERE epoch = mine. */
export type ReceivedLease = Exchange &
  Fence & {
    /** The connect session that its partner has to confirm first (design 4.22). */
    sessionId: string | null;
    /** When this lease was taken, by this process's clocks; `leasedAtDatabase` by the database's. */
    leasedAt: Clocks;
    /** How long ago the answer of Wise came, by database clock. */
    ageMs: number;
    /** Tried for so long that it is given up. */
    isTooOld: boolean;
    /** A holder before us never gave the lease back, and may still come with an answer of Wise. */
    isTakenOver: boolean;
  };

/** How long a received grant is tried to be promoted before it is given up. */
const GIVE_UP_HOURS = 24;

const ms = (milliseconds: number) => Prisma.sql`${milliseconds}::float8 * interval '1 millisecond'`;

/**
 * Stores what Wise gave to an exchange, with the lease on it, in the caller's transaction.
 *
 * @param dataKey made before the code was sent: that the tokens can be sealed was known then.
 */
export async function receiveGrant(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines' | 'owner' | 'ring'>,
  exchange: ExchangeIdentity,
  tokens: HeldTokens,
  dataKey?: NewDataKey,
): Promise<Fence> {
  const { access, refresh, keyId, wrappedKey } = sealPair(ctx, exchange, tokens.version, tokens, dataKey);
  const { times } = tokens;
  const [row] = await tx.$queryRaw<Fence[]>`
    INSERT INTO vault.grants (attempt_id, environment, client_id, customer_id, state, epoch, version, key_id, wrapped_key,
      access, refresh, wise_created_at, access_issued_at, access_expires_at, refresh_expires_at, lease_owner,
      lease_expires_at, next_refresh_at)
    VALUES (${exchange.attemptId}::uuid, ${exchange.environment}::public.environment, ${exchange.clientId},
      ${exchange.customerId}::uuid, 'received', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
      ${tokens.version}, ${keyId}, ${wrappedKey}, ${access}, ${refresh}, ${times.wiseCreatedAt},
      ${times.accessIssuedAt}, ${times.accessExpiresAt}, ${times.refreshExpiresAt}, ${ctx.owner},
      now() + ${ms(ctx.deadlines.leaseMs)}, now() + ${ms(ctx.deadlines.leaseMs)})
    RETURNING id AS "grantId", epoch, now() AS "leasedAtDatabase"`;
  if (row === undefined) throw new Error('the grant was not stored');
  return row;
}

/** Of the exchange `e`: tried for so long that it is given up. */
const IS_TOO_OLD = Prisma.sql`(e.received_at < now() - ${GIVE_UP_HOURS}::int * interval '1 hour')`;

/**
 * Of the grant `g` and its exchange `e`: nobody works on it, and this process may. One that lacks the key leaves it to a
 * vault that has it, for as long as there is time.
 */
function isClaimable({ ring }: Pick<VaultContext, 'ring'>): Prisma.Sql {
  return Prisma.sql`(g.state = 'received' AND g.next_refresh_at <= now()
    AND (g.lease_expires_at IS NULL OR g.lease_expires_at <= now())
    AND (${IS_TOO_OLD} OR g.key_id = ANY (${usableKeyIds(ring)}::text[])))`;
}

/** Attempts whose received grant this process may take up now, those that wait longest first. */
export async function findReceived(ctx: VaultContext, count: number): Promise<string[]> {
  const rows = await ctx.database.db.$queryRaw<{ id: string }[]>`
    SELECT g.attempt_id AS id FROM vault.grants g JOIN public.exchanges e ON e.attempt_id = g.attempt_id
    WHERE ${isClaimable(ctx)} ORDER BY g.next_refresh_at LIMIT ${count}`;
  return rows.map((row) => row.id);
}

/**
 * Takes the lease when nobody holds it. A lease that was not given back counts as a failure until the next one is.
 */
export async function claimReceived(
  ctx: VaultContext,
  attemptId: string,
): Promise<{ lease: ReceivedLease; sealed: SealedExchangeGrant; times: TokenTimes } | undefined> {
  const leasedAt = readClocks();
  const [row] = await ctx.database.db.$queryRaw<
    (Omit<ReceivedLease, 'leasedAt'> & SealedExchangeGrant & TokenTimes)[]
  >`
    UPDATE vault.grants AS g SET epoch = g.epoch + 1, lease_owner = ${ctx.owner},
      failures = g.failures + (g.lease_owner IS NOT NULL)::int,
      lease_expires_at = now() + ${ms(ctx.deadlines.leaseMs)}, next_refresh_at = now() + ${ms(ctx.deadlines.leaseMs)}
    FROM public.exchanges AS e
    WHERE g.attempt_id = ${attemptId}::uuid AND e.attempt_id = g.attempt_id AND ${isClaimable(ctx)}
    RETURNING g.id AS "grantId", g.epoch, g.attempt_id AS "attemptId", e.customer_id AS "customerId",
      e.environment::text AS environment, e.client_id AS "clientId", e.profile_id AS "profileId",
      e.registration_id AS "registrationId", e.session_id AS "sessionId", now() AS "leasedAtDatabase", g.failures > 0 AS "isTakenOver", ${IS_TOO_OLD} AS "isTooOld",
      coalesce(extract(epoch FROM now() - e.received_at) * 1000, 0)::float8 AS "ageMs",
      (e.customer_id, e.environment, e.client_id) = (g.customer_id, g.environment, g.client_id) AS "isConsistent",
      g.version, g.key_id AS "keyId", g.wrapped_key AS "wrappedKey", g.access, g.refresh,
      g.access_issued_at AS "accessIssuedAt", g.access_expires_at AS "accessExpiresAt",
      g.refresh_expires_at AS "refreshExpiresAt", g.wise_created_at AS "wiseCreatedAt"`;
  if (row === undefined) return undefined;
  const { accessIssuedAt, accessExpiresAt, refreshExpiresAt, wiseCreatedAt, ...rest } = row;
  const { isConsistent, version, keyId, wrappedKey, access, refresh, ...lease } = rest;
  const { attemptId: id, environment, clientId, customerId } = lease;
  return {
    lease: { ...lease, leasedAt },
    sealed: {
      ...{ attemptId: id, environment, clientId, customerId },
      ...{ isConsistent, version, keyId, wrappedKey, access, refresh },
    },
    times: { accessIssuedAt, accessExpiresAt, refreshExpiresAt, wiseCreatedAt },
  };
}

/** @throws AppError RECORD_REFUSED, KEY_UNKNOWN. */
export function openReceived(
  ctx: Pick<VaultContext, 'ring'>,
  sealed: SealedExchangeGrant,
  times: TokenTimes,
): HeldTokens {
  return {
    access: openField(ctx, sealed, 'access'),
    refresh: openField(ctx, sealed, 'refresh'),
    version: sealed.version,
    times,
  };
}

/**
 * A fresh lease for the next call to Wise.
 *
 * @param forMs longer than usual for a refresh: if this process dies, whoever takes over must not build on tokens that
 *   it may still kill (`maxInFlightMs`).
 * @throws LeaseLostError
 */
export async function extendLease(
  ctx: VaultContext,
  lease: ReceivedLease,
  forMs: number = ctx.deadlines.leaseMs,
): Promise<void> {
  const leasedAt = readClocks();
  const [row] = await ctx.database.db.$queryRaw<{ leasedAtDatabase: Date }[]>`
    UPDATE vault.grants SET lease_expires_at = now() + ${ms(forMs)}, next_refresh_at = now() + ${ms(forMs)}
    WHERE id = ${lease.grantId}::uuid AND epoch = ${lease.epoch} AND state = 'received'
    RETURNING now() AS "leasedAtDatabase"`;
  if (row === undefined) throw new LeaseLostError();
  Object.assign(lease, row, { leasedAt });
}

/** @throws LeaseLostError when it is too late to use the refresh token (`maySend`). */
export function assertMaySend(ctx: VaultContext, lease: ReceivedLease): void {
  if (!maySend(ctx.deadlines, lease.leasedAt)) throw new LeaseLostError();
}

/** For what nobody has answered yet: soon at first, and ever less often. */
export function retryPauseMs({ deadlines }: Pick<VaultContext, 'deadlines'>, lease: ReceivedLease): number {
  const { promoteRetryMs, promoteRetryMaxMs } = deadlines;
  return Math.min(Math.max(promoteRetryMs, lease.ageMs / 10), promoteRetryMaxMs);
}

/** Gives the lease back; whoever comes first after the pause takes the grant up again. */
export async function pauseReceived(
  ctx: VaultContext,
  lease: ReceivedLease,
  pauseMs: number = retryPauseMs(ctx, lease),
): Promise<void> {
  await ctx.database.db.$executeRaw`
    UPDATE vault.grants SET lease_owner = NULL, lease_expires_at = NULL, failures = 0,
      next_refresh_at = now() + ${ms(pauseMs)}
    WHERE id = ${lease.grantId}::uuid AND epoch = ${lease.epoch} AND state = 'received'`;
}

/** Gives the lease back until the time is over in which the partner may confirm it. @throws LeaseLostError */
export async function parkReceived(tx: Tx, lease: ReceivedLease): Promise<void> {
  const parked = await tx.$executeRaw`
    UPDATE vault.grants AS g SET lease_owner = NULL, lease_expires_at = NULL, failures = 0,
      next_refresh_at = e.confirm_until
    FROM public.exchanges AS e
    WHERE g.id = ${lease.grantId}::uuid AND g.epoch = ${lease.epoch} AND g.state = 'received'
      AND e.attempt_id = g.attempt_id`;
  if (parked !== 1) throw new LeaseLostError();
}

/** What was parked may be taken up now, by any vault. */
export async function wakeReceived(tx: Tx, attemptIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.grants SET next_refresh_at = now()
    WHERE attempt_id = ANY (${[...attemptIds]}::uuid[]) AND state = 'received' AND lease_owner IS NULL`;
}
