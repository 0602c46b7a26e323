import type { Tx } from '#lib/db/client';
import { type NewDataKey, newDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';
import { type ExchangeIdentity, sealPair } from './grant-record';
import { markAffectedByExchange } from './mark-unverified';
import type { HeldTokens } from './received-grant';

type Ctx = Pick<VaultContext, 'deadlines'>;

/**
 * First half of a disconnect (design 4.5), in the caller's transaction: the access token is erased, the
 * epoch raised so that a refresh in flight is refused, and the row is `ending` for at most the revocation window.
 * The lease columns stay as they are: `revoke` waits for a holder in flight to have stopped.
 *
 * @returns when the access token that may have been issued ends; undefined when there is no grant.
 */
export async function startRevocation(
  tx: Tx,
  { deadlines }: Ctx,
  connectionId: string,
): Promise<{ grantId: string; accessExpiresAt: Date } | undefined> {
  const [row] = await tx.$queryRaw<{ grantId: string; accessExpiresAt: Date }[]>`
    UPDATE vault.grants SET state = 'ending', epoch = epoch + 1, access = NULL, uncertain_until = NULL,
      next_refresh_at = now(),
      ending_until = now() + ${deadlines.revocationWindowMs}::float8 * interval '1 millisecond',
      failures = CASE state WHEN 'settled' THEN 0 ELSE 1 END
    WHERE connection_id = ${connectionId}::uuid AND state <> 'ending'
    RETURNING id AS "grantId", access_expires_at AS "accessExpiresAt"`;
  return row;
}

/**
 * The same for a received grant whose exchange ends without a connection.
 *
 * @param epoch the caller's lease; null when the caller has none. Any lease ends with it: a holder who comes later with
 *   an answer of Wise leaves that to be revoked too (`revokeLate`).
 * @returns false when there is no such grant, or it is somebody else's.
 */
export async function startRevocationOfReceived(
  tx: Tx,
  { deadlines }: Ctx,
  attemptId: string,
  epoch: bigint | null,
): Promise<boolean> {
  const started = await tx.$executeRaw`
    UPDATE vault.grants SET state = 'ending', epoch = epoch + 1, access = NULL, next_refresh_at = now(),
      ending_until = now() + ${deadlines.revocationWindowMs}::float8 * interval '1 millisecond',
      lease_owner = NULL, lease_expires_at = NULL
    WHERE attempt_id = ${attemptId}::uuid AND state = 'received'
      AND (${epoch}::bigint IS NULL OR epoch = ${epoch}::bigint)`;
  return started === 1;
}

/**
 * What Wise gave to an exchange that had ended meanwhile: its refresh token is sealed into a row that is `ending`, from
 * where `revoke` ends the grant at Wise, also when this process dies now. May be repeated.
 */
export async function revokeLate(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines' | 'ring'>,
  exchange: ExchangeIdentity,
  tokens: HeldTokens,
  dataKey: NewDataKey = newDataKey(ctx.ring),
): Promise<void> {
  const { refresh, keyId, wrappedKey } = sealPair(ctx, exchange, tokens.version, tokens, dataKey);
  const { times } = tokens;
  await tx.$executeRaw`
    INSERT INTO vault.grants AS g (attempt_id, environment, client_id, customer_id, state, epoch, version, key_id,
      wrapped_key, refresh, wise_created_at, access_issued_at, access_expires_at, refresh_expires_at, next_refresh_at,
      ending_until)
    VALUES (${exchange.attemptId}::uuid, ${exchange.environment}::public.environment, ${exchange.clientId},
      ${exchange.customerId}::uuid, 'ending', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
      ${tokens.version}, ${keyId}, ${wrappedKey}, ${refresh}, ${times.wiseCreatedAt}, ${times.accessIssuedAt},
      ${times.accessExpiresAt}, ${times.refreshExpiresAt}, now(),
      now() + ${ctx.deadlines.revocationWindowMs}::float8 * interval '1 millisecond')
    ON CONFLICT (attempt_id) WHERE attempt_id IS NOT NULL DO UPDATE SET epoch = g.epoch + 1, version = excluded.version, key_id = excluded.key_id,
      wrapped_key = excluded.wrapped_key, refresh = excluded.refresh, next_refresh_at = excluded.next_refresh_at,
      ending_until = excluded.ending_until, lease_owner = NULL, lease_expires_at = NULL`;
  await markAffectedByExchange(tx, ctx, exchange, undefined);
}
