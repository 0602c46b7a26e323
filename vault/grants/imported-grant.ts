import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { VaultContext } from '#vault/runtime/context';
import { sealPair } from './grant-record';
import { nextRefreshMs, REFRESH_QUEUE } from './next-refresh';
import { eraseFormer, type Promotion } from './promote';
import { lifeMsOf } from './store-tokens';

/**
 * Stores a grant that came with an import as the grant of its connection, in the caller's transaction: from here on its tokens are
 * vended. Its next refresh is reckoned from the last one, which may be a while ago. As for a promotion, the caller has locked
 * the connection row, and there is no other live grant of the same client × Wise user × profile.
 */
export async function storeImportedGrant(
  tx: Tx,
  ctx: Pick<VaultContext, 'ring' | 'deadlines'>,
  { connection, tokens, times }: Omit<Promotion, 'received'>,
): Promise<void> {
  const { epoch, version } = await eraseFormer(tx, connection.connectionId);
  const { keyId, wrappedKey, access, refresh } = sealPair(ctx, connection, version, tokens);
  await tx.$executeRaw`
    INSERT INTO vault.grants (id, connection_id, environment, client_id, customer_id, wise_user_id, profile_id, state, epoch,
      version, key_id, wrapped_key, access, refresh, wise_created_at, access_issued_at, access_expires_at,
      refresh_expires_at, next_refresh_at, refresh_queue)
    SELECT g.*, ${Prisma.raw(REFRESH_QUEUE)} FROM (SELECT
      gen_random_uuid() AS id, ${connection.connectionId}::uuid AS connection_id, ${connection.environment}::public.environment AS environment,
      ${connection.clientId}::text AS client_id, ${connection.customerId}::uuid AS customer_id,
      ${connection.wiseUserId}::text AS wise_user_id, ${connection.profileId}::text AS profile_id,
      'settled'::vault.grant_state AS state, ${epoch}::bigint AS epoch, ${version}::bigint AS version,
      ${keyId}::text AS key_id, ${wrappedKey}::bytea AS wrapped_key, ${access}::bytea AS access,
      ${refresh}::bytea AS refresh, ${times.wiseCreatedAt}::timestamptz AS wise_created_at,
      ${times.accessIssuedAt}::timestamptz AS access_issued_at, ${times.accessExpiresAt}::timestamptz AS access_expires_at,
      ${times.refreshExpiresAt}::timestamptz AS refresh_expires_at,
      ${times.accessIssuedAt}::timestamptz + ${nextRefreshMs(ctx, lifeMsOf(times))}::float8 * interval '1 millisecond'
        AS next_refresh_at
    ) AS g`;
  // Wise refused the grant before this one, if any: that says nothing of the new one (decision 017).
  await tx.$executeRaw`
    DELETE FROM vault.refresh_outcomes WHERE connection_id = ${connection.connectionId}::uuid`;
}
