import type { Tx } from '#lib/db/client';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { type GrantIdentity, sealPair } from './sealed-grant';
import { nextRefreshMs } from './store-tokens';
import type { TokenTimes } from './token-times';

export type NewGrant = {
  connection: GrantIdentity;
  tokens: { access: Secret; refresh: Secret };
  times: TokenTimes;
};

/**
 * Stores the tokens of a connection in the caller's transaction: a new row, or, for a re-link, the same
 * row with epoch and version raised, so that whoever still refreshes the old grant is fenced off.
 *
 * A first epoch and version come from the database's clock (µs and s): a row that was erased and comes
 * back is above its former self, so that neither an old lease nor an old ciphertext fits it again, and a
 * consumer sees the version grow for ever.
 *
 * The caller locks the connection row first (lock order: connection, grant) and has ended any other live
 * grant of the same client × Wise user × profile (`eraseGrant`).
 */
export async function storeGrant(
  tx: Tx,
  ctx: Pick<VaultContext, 'ring' | 'deadlines'>,
  grant: NewGrant,
): Promise<{ version: bigint }> {
  const { connection, times } = grant;
  const [next] = await tx.$queryRaw<{ version: bigint }[]>`
    SELECT greatest((SELECT version + 1 FROM vault.grants
                     WHERE connection_id = ${connection.connectionId}::uuid FOR UPDATE),
                    extract(epoch FROM clock_timestamp())::bigint) AS version`;
  if (next === undefined) throw new Error('no version');
  const sealed = sealPair(ctx, connection, next.version, grant.tokens);
  await tx.$executeRaw`
    INSERT INTO vault.grants AS g
      (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, state, epoch, version,
       key_id, wrapped_key, access, refresh, wise_created_at, access_issued_at, access_expires_at,
       refresh_expires_at, next_refresh_at)
    VALUES
      (${connection.connectionId}::uuid, ${connection.environment}::public.environment, ${connection.clientId},
       ${connection.wiseUserId}, ${connection.profileId}, ${connection.customerId}::uuid, 'settled',
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, ${next.version},
       ${sealed.keyId}, ${sealed.wrappedKey}, ${sealed.access}, ${sealed.refresh}, ${times.wiseCreatedAt},
       ${times.accessIssuedAt}, ${times.accessExpiresAt}, ${times.refreshExpiresAt},
       now() + ${nextRefreshMs(ctx)}::float8 * interval '1 millisecond')
    ON CONFLICT (connection_id) DO UPDATE SET
      state = 'settled', epoch = greatest(g.epoch + 1, excluded.epoch), version = excluded.version,
      key_id = excluded.key_id, wrapped_key = excluded.wrapped_key,
      access = excluded.access, refresh = excluded.refresh, wise_created_at = excluded.wise_created_at,
      access_issued_at = excluded.access_issued_at, access_expires_at = excluded.access_expires_at,
      refresh_expires_at = excluded.refresh_expires_at, next_refresh_at = excluded.next_refresh_at,
      lease_owner = NULL, lease_expires_at = NULL, refresh_sent_at = NULL, uncertain_until = NULL,
      failures = 0, refusals = 0, ending_until = NULL`;
  // Wise refused the grant before this one, if any: that says nothing of the new one (the brake, decision 017).
  await tx.$executeRaw`
    DELETE FROM vault.refresh_outcomes WHERE connection_id = ${connection.connectionId}::uuid`;
  return { version: next.version };
}
