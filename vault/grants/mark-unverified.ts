import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { maxInFlightMs } from '#vault/runtime/deadlines';
import { retryWrite } from '#vault/runtime/retry-write';
import type { ExchangeIdentity } from './grant-record';
import type { Lease } from './lease';
import type { NewTokens } from './store-tokens';

/** Pauses double while Wise keeps not answering, up to this many times the first one. */
const LONGEST_PAUSE_FACTOR = 4;

/**
 * An answer may have been lost: nothing is vended for the row until, after a pause longer than a late
 * answer can take, another refresh settles it (design 4.4). `fenced`: the row is not ours any more.
 *
 * @param call.mayStillActMs for how long a request without an answer may still act at Wise; none after an answer.
 * @param call.isRefusal the answer was a refusal that is not believed yet.
 * @param call.leastPauseMs asking sooner would be of no use.
 */
export async function markUnverified(
  ctx: VaultContext,
  lease: Lease,
  call: { mayStillActMs?: number; isRefusal?: boolean; leastPauseMs?: number } = {},
): Promise<{ written: 'marked' | 'fenced'; retryAfterSeconds: number }> {
  const { mayStillActMs = 0, isRefusal = false, leastPauseMs = 0 } = call;
  const backOffMs =
    ctx.deadlines.uncertainPauseMs * Math.min(LONGEST_PAUSE_FACTOR, 2 ** Math.min(lease.failures, 10));
  const pauseMs = Math.max(backOffMs, mayStillActMs, leastPauseMs);
  const isMarked = await retryWrite(ctx, 'grant-uncertain', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-uncertain',
      text: `
        UPDATE vault.grants SET state = 'uncertain', failures = failures + 1, refusals = refusals + $4::boolean::int,
          uncertain_until = now() + $3::float8 * interval '1 millisecond',
          next_refresh_at = now() + $3::float8 * interval '1 millisecond',
          lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND epoch = $2 AND state = 'refreshing'`,
      values: [lease.connectionId, lease.epoch, pauseMs, isRefusal],
    });
    return rowCount === 1 || wasWritten(ctx, lease, 'uncertain');
  });
  return {
    written: isMarked ? 'marked' : 'fenced',
    retryAfterSeconds: Math.max(1, Math.ceil(pauseMs / 1000)),
  };
}

/**
 * True when the holder of this lease has left the row in that state: a write whose confirmation was lost did happen.
 * Nobody else can have written it, because everybody else raises the epoch first.
 */
export async function wasWritten(
  ctx: VaultContext,
  lease: Lease,
  state: 'settled' | 'uncertain',
): Promise<boolean> {
  const { rows } = await ctx.database.pool.query({
    name: 'grant-is-left',
    text: `
      SELECT 1 FROM vault.grants
      WHERE connection_id = $1::uuid AND epoch = $2 AND state = $3::vault.grant_state`,
    values: [lease.connectionId, lease.epoch, state],
  });
  return rows.length > 0;
}

type Ctx = Pick<VaultContext, 'deadlines'>;
type GrantsOf = { environment: Environment; clientId: string; wiseUserId: string; profileId?: string };

/** Raising the epoch fences a refresh in flight. */
function unverified({ deadlines }: Ctx): Prisma.Sql {
  const until = Prisma.sql`greatest(uncertain_until, now() + ${maxInFlightMs(deadlines)}::float8 * interval '1 millisecond')`;
  return Prisma.sql`state = 'uncertain', epoch = epoch + 1, refusals = 0, uncertain_until = ${until},
    next_refresh_at = ${until}, lease_owner = NULL, lease_expires_at = NULL`;
}

/**
 * A refresh outside the lease of these grants is about to happen, or may have: an incoming grant of the
 * same Wise user is tried or ended, and a refresh there kills the access tokens stored here (W1). Nothing is
 * vended for them until their own next refresh is proved. That waits until the other one can no longer act: the
 * caller sends it within `sendWithinMs` of now. A later one does no harm: a grant that Wise has refreshed meanwhile is
 * not the one that the incoming one replaced (W3).
 *
 * @param of.profileId all profiles of the user when not given.
 */
export async function markUserUnverified(tx: Tx, ctx: Ctx, of: GrantsOf): Promise<number> {
  const profileId = of.profileId ?? null;
  return tx.$executeRaw`
    UPDATE vault.grants SET ${unverified(ctx)}
    WHERE environment = ${of.environment}::public.environment AND client_id = ${of.clientId}
      AND wise_user_id = ${of.wiseUserId} AND (${profileId}::text IS NULL OR profile_id = ${profileId}::text)
      AND state <> 'ending'`;
}

/** The same for the grant of one connection. */
export async function markConnectionUnverified(tx: Tx, ctx: Ctx, connectionId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE vault.grants SET ${unverified(ctx)}
    WHERE connection_id = ${connectionId}::uuid AND state <> 'ending'`;
}

/** Where nobody knows whose the incoming grant is: what may be of the same Wise user, and `before` when it came. */
export type PossiblyAffected = {
  environment: Environment;
  clientId: string;
  before: Date;
  /** All grants of this customer … */
  customerId: string;
  /** … and those for this profile, whoever's they are. */
  profileId: string | null;
};

/**
 * The same where Wise has not said whose grant is refreshed. Each grant is paused and refreshed once: what was
 * refreshed after the incoming grant was given is not of its user and profile, for Wise refuses to refresh a grant
 * that was replaced (W3); and one that is uncertain already has that refresh before it.
 */
export async function markPossiblyAffected(tx: Tx, ctx: Ctx, of: PossiblyAffected): Promise<number> {
  return tx.$executeRaw`
    UPDATE vault.grants SET ${unverified(ctx)}
    WHERE environment = ${of.environment}::public.environment AND client_id = ${of.clientId}
      AND connection_id IN (
        SELECT id FROM public.connections WHERE customer_id = ${of.customerId}::uuid
        UNION ALL SELECT id FROM public.connections WHERE profile_id = ${of.profileId}::text)
      AND state IN ('settled', 'refreshing') AND access_issued_at < ${of.before}::timestamptz`;
}

/** Beyond this, the unsigned profile id of a customer's callbacks pauses nobody else's grant. */
const MAX_TRUSTED_EXCHANGES_PER_HOUR = 5;

type ExchangeRow = { answeredAt: Date; isBelieved: boolean; profileId: string | null };

/**
 * Before the grant of this exchange is refreshed, or left to be revoked by a refresh: nothing is vended of what that may
 * kill (promise 3). Where Wise has not said whose grant it is, that is all that the customer has, and the profile that the
 * callback named, which may be forged: so a stranger's grant is paused at most once for an exchange, and not for many of
 * them (decision 018).
 *
 * @param wiseUserId as `GET /v1/me` has said, if it has.
 */
export async function markAffectedByExchange(
  tx: Tx,
  ctx: Ctx,
  exchange: ExchangeIdentity,
  wiseUserId: string | undefined,
): Promise<void> {
  const { attemptId, environment, clientId, customerId } = exchange;
  if (wiseUserId !== undefined) {
    await markUserUnverified(tx, ctx, { environment, clientId, wiseUserId });
    return;
  }
  const [row] = await tx.$queryRaw<ExchangeRow[]>`
    SELECT coalesce(received_at, finished_at, now()) AS "answeredAt", profile_id AS "profileId",
      (SELECT count(*) FROM public.exchanges other WHERE other.customer_id = ${customerId}::uuid
         AND other.environment = ${environment}::public.environment
         AND other.sent_at > now() - interval '1 hour') <= ${MAX_TRUSTED_EXCHANGES_PER_HOUR}::int AS "isBelieved"
    FROM public.exchanges WHERE attempt_id = ${attemptId}::uuid
      AND coalesce(reason, '') NOT IN ('profile_mismatch', 'no_profile', 'other_profile', 'identity_mismatch', 'identity_unknown')`;
  // For these Wise had said whose it is, and that user's were marked when the exchange ended.
  if (row === undefined) return;
  const profileId = row.isBelieved ? row.profileId : null;
  await markPossiblyAffected(tx, ctx, {
    environment,
    clientId,
    customerId,
    profileId,
    before: row.answeredAt,
  });
}

/**
 * After a fenced write: our late call may have killed the token that somebody else stored meanwhile (W1), so the row becomes
 * uncertain and is refreshed again. Raising the epoch fences whoever is refreshing just now, and sends them here too.
 *
 * That next refresh waits until no request that is out can still act: a call of ours without an answer, and whatever the
 * present holder may have sent. A call with an answer has acted.
 *
 * While the row still holds the refresh token that we spent (same version), the tokens in our hands are the newest there are. They
 * are kept for that next refresh: a rotating refresh token (W2) would otherwise be lost with us. A row that is ending keeps its
 * state and only gets the newer refresh token.
 */
export async function reconcileAfterFencedWrite(
  ctx: VaultContext,
  lease: Lease,
  call: { tokens?: NewTokens; mayStillActMs?: number } = {},
): Promise<void> {
  const { tokens, mayStillActMs = 0 } = call;
  const kept = tokens !== undefined && (await storeNewer(ctx, lease, tokens));
  const marked = kept || (await markUnverifiedAt(ctx, lease, mayStillActMs));
  ctx.log.warn(
    { connectionId: lease.connectionId, epoch: String(lease.epoch), kept, marked },
    'a late refresh was fenced off; the grant is refreshed again',
  );
}

async function storeNewer(ctx: VaultContext, lease: Lease, tokens: NewTokens): Promise<boolean> {
  const { sealed, times, version } = tokens;
  return retryWrite(ctx, 'grant-reconcileAfterFencedWrite', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-reconcileAfterFencedWrite-keep',
      text: `
        UPDATE vault.grants SET version = $3, key_id = $4, wrapped_key = $5, refresh = $7,
          access = CASE state WHEN 'ending' THEN NULL ELSE $6::bytea END,
          access_issued_at = $8, access_expires_at = CASE state WHEN 'ending' THEN access_expires_at ELSE $9 END,
          refresh_expires_at = coalesce($10, refresh_expires_at), refusals = 0,
          epoch = CASE state WHEN 'ending' THEN epoch ELSE epoch + 1 END,
          uncertain_until = CASE state WHEN 'ending' THEN uncertain_until ELSE ${earliestSafeRefresh('$11', '$12')} END,
          next_refresh_at = CASE state WHEN 'ending' THEN next_refresh_at ELSE ${earliestSafeRefresh('$11', '$12')} END,
          lease_owner = CASE state WHEN 'ending' THEN lease_owner END,
          lease_expires_at = CASE state WHEN 'ending' THEN lease_expires_at END,
          state = CASE state WHEN 'ending' THEN state ELSE 'uncertain' END
        WHERE connection_id = $1::uuid AND version = $2`,
      values: [
        lease.connectionId,
        lease.version,
        version,
        sealed.keyId,
        sealed.wrappedKey,
        sealed.access,
        sealed.refresh,
        times.accessIssuedAt,
        times.accessExpiresAt,
        times.refreshExpiresAt,
        0,
        maxInFlightMs(ctx.deadlines),
      ],
    });
    return rowCount === 1;
  });
}

async function markUnverifiedAt(ctx: VaultContext, lease: Lease, mayStillActMs: number): Promise<boolean> {
  return retryWrite(ctx, 'grant-reconcileAfterFencedWrite', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-reconcileAfterFencedWrite-mark',
      text: `
        UPDATE vault.grants SET state = 'uncertain', epoch = epoch + 1, refusals = 0,
          uncertain_until = ${earliestSafeRefresh('$2', '$3')}, next_refresh_at = ${earliestSafeRefresh('$2', '$3')},
          lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND state <> 'ending'`,
      values: [lease.connectionId, mayStillActMs, maxInFlightMs(ctx.deadlines)],
    });
    return rowCount === 1;
  });
}

/**
 * SQL: the earliest time at which no request in flight for this row can still take effect at Wise, and no earlier than `ownMs`
 * from now. Another holder's refresh counts from the claim, because it may not have been sent yet; a pause under way stays.
 *
 * @param ownMs, maxInFlightMs placeholders.
 */
function earliestSafeRefresh(ownMs: `$${number}`, maxInFlightMs: `$${number}`): string {
  return `greatest(now() + ${ownMs}::float8 * interval '1 millisecond', uncertain_until,
    CASE state WHEN 'refreshing' THEN refresh_sent_at + ${maxInFlightMs}::float8 * interval '1 millisecond' END)`;
}
