import { appendAudit } from '#lib/audit/append';
import type { EndResult, ReceiptResult } from '#lib/contract/connections';
import type { Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import { recordRevocation } from '#vault/connections/connection-row';
import { addReceiptNotice } from '#vault/connections/notices';
import { usableKeyIds } from '#vault/keys/key-ring';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { type Clocks, maySend, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { openField, type SealedExchangeGrant, type SealedGrant, toOpenError } from './grant-record';
import { backOffMs } from './lease';
import { markAffectedByExchange } from './mark-unverified';

/** The right to revoke one grant; nothing can be vended from the row any more. */
type RevocationLease = (SealedGrant | SealedExchangeGrant) & {
  grantId: string;
  epoch: bigint;
  /** Refreshes before this one that did not end well, or nobody knows how; also one in flight at the disconnect. */
  failures: number;
  /** The revocation window is over: this try is the last. */
  isOverdue: boolean;
  startedAt: Clocks;
};

/**
 * Ends at Wise a grant that is `ending`: that of a disconnected connection (second half of design 4.5), or of an exchange
 * without a connection. One last refresh kills the access token that was issued (W1; Wise has no revoke endpoint, W6),
 * then tokens and data key are erased and the receipt is written. After the revocation window they are erased whatever
 * the result. Waits for a holder in flight by their lease.
 *
 * @returns `pending`: not yet; the loop tries again until the revocation window is over.
 * @param options.isPermitted its call to Wise has a permit of the refresh rate.
 */
export function revoke(
  ctx: VaultContext,
  grantId: string,
  options: { isPermitted?: boolean } = {},
): Promise<ReceiptResult> {
  return ctx.tasks.run('revoke', async () => {
    const lease = await claimRevocation(ctx, grantId);
    if (lease === undefined) return 'pending';
    const refreshToken = await openOrNothing(ctx, lease);
    if (refreshToken === undefined) return finishRevocation(ctx, lease, 'unconfirmed');
    const outcome = await callWise(ctx, lease, refreshToken);
    if (outcome !== undefined && options.isPermitted !== true)
      ctx.refreshRate.recordUnreserved(lease.environment);
    const result = judge(outcome, lease);
    if (result !== 'pending') return finishRevocation(ctx, lease, result);
    if (lease.isOverdue) return finishRevocation(ctx, lease, 'unconfirmed');
    await pauseRevocation(
      ctx,
      lease,
      outcome?.kind === 'unknown' ? ctx.deadlines.uncertainPauseMs : undefined,
    );
    return 'pending';
  });
}

/** Nothing: the record was changed, or its key has been missing for the whole revocation window. */
async function openOrNothing(ctx: VaultContext, lease: RevocationLease): Promise<Secret | undefined> {
  try {
    return openField(ctx, lease, 'refresh');
  } catch (error) {
    await toOpenError(ctx, lease, error);
    return undefined;
  }
}

/** undefined: no call was made. */
async function callWise(
  ctx: VaultContext,
  lease: RevocationLease,
  refreshToken: Secret,
): Promise<TokenOutcome | undefined> {
  const wise = ctx.wise.find(lease);
  if (wise === undefined) {
    await tryRaiseAlarm(ctx, 'client_id_changed', lease.environment);
    return undefined;
  }
  if (ctx.pauses.leftMs(lease.environment) > 0) return undefined;
  // Once more: this may be a late try, and the circuit breaker settles a grant that was refused while its token works.
  if ('attemptId' in lease) await markAffectedByExchange(ctx.database.db, ctx, lease, undefined);
  if (!maySend(ctx.deadlines, lease.startedAt)) return undefined;
  const call = await callTokenEndpoint(ctx, wise, () => wise.refresh(refreshToken));
  return call.outcome;
}

/**
 * The tokens of a revoking refresh are dropped unread: the previous access token is dead, nobody has the new one. A
 * refusal says that Wise had ended the grant only when no refresh before it is unresolved: with rotating tokens (W2) it
 * may be that one which used up the refresh token.
 */
function judge(outcome: TokenOutcome | undefined, lease: RevocationLease): ReceiptResult {
  if (outcome?.kind === 'tokens') return 'cancelled';
  if (outcome?.kind !== 'grant_refused') return 'pending';
  return lease.failures === 0 ? 'ended_at_wise' : 'unconfirmed';
}

type Row = {
  grantId: string;
  connectionId: string | null;
  attemptId: string | null;
  environment: Environment;
  clientId: string;
  customerId: string;
  wiseUserId: string | null;
  profileId: string | null;
  isConsistent: boolean;
  epoch: string;
  version: string;
  keyId: string;
  wrappedKey: Buffer;
  access: Buffer | null;
  refresh: Buffer;
  failures: number;
  isOverdue: boolean;
};

/**
 * Takes a row in `ending`, once a refresh that was in flight at the disconnect must have stopped (its lease
 * is over) and any pause of an earlier try (`uncertain_until`) is too. What a holder sent who never gave the lease back
 * counts as a failure. A process that lacks the row's key leaves it to one that has it, for as long as there is time to
 * ask Wise.
 */
const CLAIM = {
  name: 'grant-claim-revocation',
  text: `
    UPDATE vault.grants AS g SET epoch = g.epoch + 1, lease_owner = $2, refresh_sent_at = now(),
      failures = g.failures + (g.lease_owner IS NOT NULL)::int,
      lease_expires_at = now() + $3::float8 * interval '1 millisecond',
      next_refresh_at = now() + $3::float8 * interval '1 millisecond'
    FROM vault.grants AS self
      LEFT JOIN public.connections AS c ON c.id = self.connection_id
      LEFT JOIN public.exchanges AS e ON e.attempt_id = self.attempt_id
    WHERE g.id = $1::uuid AND self.id = g.id AND g.state = 'ending'
      AND (g.lease_expires_at IS NULL OR g.lease_expires_at <= now())
      AND (g.uncertain_until IS NULL OR least(g.uncertain_until, g.ending_until) <= now())
      AND (g.key_id = ANY ($4::text[]) OR g.ending_until <= now())
    RETURNING g.id AS "grantId", c.id AS "connectionId", e.attempt_id AS "attemptId",
      coalesce(c.environment, e.environment) AS environment, coalesce(c.client_id, e.client_id) AS "clientId",
      coalesce(c.customer_id, e.customer_id) AS "customerId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId",
      (coalesce(c.environment, e.environment), coalesce(c.client_id, e.client_id), coalesce(c.customer_id, e.customer_id))
        = (g.environment, g.client_id, g.customer_id)
        AND (c.wise_user_id, c.profile_id) IS NOT DISTINCT FROM (g.wise_user_id, g.profile_id) AS "isConsistent",
      g.epoch, g.version, g.key_id AS "keyId", g.wrapped_key AS "wrappedKey", g.access, g.refresh,
      g.failures, coalesce(g.ending_until <= now(), false) AS "isOverdue"`,
};

export async function claimRevocation(
  ctx: VaultContext,
  grantId: string,
): Promise<RevocationLease | undefined> {
  const startedAt = readClocks();
  const values = [grantId, ctx.owner, ctx.deadlines.leaseMs, usableKeyIds(ctx.ring)];
  const { rows } = await ctx.database.pool.query<Row>({ ...CLAIM, values });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { attemptId, connectionId, wiseUserId, profileId, ...rest } = row;
  const lease = { ...rest, epoch: BigInt(row.epoch), version: BigInt(row.version), startedAt };
  if (attemptId !== null) return { ...lease, attemptId };
  if (connectionId === null || wiseUserId === null || profileId === null) return undefined;
  return { ...lease, connectionId, wiseUserId, profileId };
}

/** Gives the lease back until the next try. */
async function pauseRevocation(
  ctx: VaultContext,
  lease: RevocationLease,
  pauseMs = backOffMs(ctx, lease.failures),
): Promise<void> {
  await retryWrite(ctx, 'grant-pause-revocation', () =>
    ctx.database.pool.query({
      name: 'grant-pause-revocation',
      text: `
        UPDATE vault.grants SET lease_owner = NULL, lease_expires_at = NULL, failures = failures + 1,
          uncertain_until = now() + $3::float8 * interval '1 millisecond',
          next_refresh_at = now() + $3::float8 * interval '1 millisecond'
        WHERE id = $1::uuid AND epoch = $2 AND state = 'ending'`,
      values: [lease.grantId, lease.epoch, pauseMs],
    }),
  );
}

/**
 * Erases the grant row with its data key, and writes receipt and audit row of its connection, in one transaction.
 *
 * @returns `pending` when somebody else has the row by now (or our own earlier try did it): theirs is the receipt.
 */
async function finishRevocation(
  ctx: VaultContext,
  lease: RevocationLease,
  result: EndResult,
): Promise<ReceiptResult> {
  const { grantId, environment, epoch } = lease;
  const connectionId = 'connectionId' in lease ? lease.connectionId : undefined;
  if (result === 'unconfirmed')
    ctx.log.warn({ grantId, connectionId }, 'a grant is given up: what Wise gave may not be ended there');
  return retryWrite(ctx, 'grant-finish-revocation', () =>
    ctx.database.db.$transaction(
      async (tx) => {
        if (connectionId !== undefined)
          await tx.$queryRaw`SELECT id FROM public.connections WHERE id = ${connectionId}::uuid FOR NO KEY UPDATE`;
        const erased = await tx.$executeRaw`
          DELETE FROM vault.grants WHERE id = ${grantId}::uuid AND epoch = ${epoch} AND state = 'ending'`;
        if (erased !== 1) return 'pending';
        if (connectionId === undefined) return result;
        await recordRevocation(tx, connectionId, result);
        await addReceiptNotice(tx, connectionId);
        await appendAudit(tx, {
          action: 'connection.ended_at_wise',
          actor: { kind: 'system', id: 'vault' },
          connectionId,
          environment,
          detail: { result },
        });
        return result;
      },
      { maxWait: 5_000, timeout: 10_000 },
    ),
  );
}
