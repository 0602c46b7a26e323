import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { type GrantIdentity, sealPair } from './grant-record';
import { LeaseLostError } from './lease';
import { nextRefreshMs, REFRESH_QUEUE } from './next-refresh';
import { lifeMsOf, type TokenTimes } from './store-tokens';

export type Promotion = {
  /** The received grant, and the epoch of its lease. */
  received: { grantId: string; epoch: bigint };
  connection: GrantIdentity;
  tokens: { access: Secret; refresh: Secret };
  times: TokenTimes;
};

/**
 * Makes a received grant the grant of a connection, in the caller's transaction: from here on its tokens are vended. The
 * grant that the connection had before is erased; whoever still refreshes that one is fenced off, because the new
 * grant's epoch and version are above it.
 *
 * Epoch and version come from the database's clock (µs and s), so that both only grow, also over an erased grant: neither
 * an old lease nor an old ciphertext fits again.
 *
 * The caller locks the connection row first (lock order: connection, grant) and has erased any other live grant of the
 * same client × Wise user × profile (`eraseGrant`).
 *
 * @throws LeaseLostError
 */
export async function promoteGrant(
  tx: Tx,
  ctx: Pick<VaultContext, 'ring' | 'deadlines'>,
  { received, connection, tokens, times }: Promotion,
): Promise<{ version: bigint }> {
  const next = await eraseFormer(tx, connection.connectionId);
  const sealed = sealPair(ctx, connection, next.version, tokens);
  const promoted = await tx.$executeRaw`
    UPDATE vault.grants AS g SET
      connection_id = ${connection.connectionId}::uuid, attempt_id = NULL,
      wise_user_id = ${connection.wiseUserId}, profile_id = ${connection.profileId},
      state = 'settled', epoch = greatest(epoch + 1, ${next.epoch}::bigint), version = ${next.version},
      key_id = ${sealed.keyId}, wrapped_key = ${sealed.wrappedKey}, access = ${sealed.access}, refresh = ${sealed.refresh},
      wise_created_at = ${times.wiseCreatedAt}, access_issued_at = ${times.accessIssuedAt},
      access_expires_at = ${times.accessExpiresAt}, refresh_expires_at = ${times.refreshExpiresAt},
      next_refresh_at = now() + ${nextRefreshMs(ctx, lifeMsOf(times))}::float8 * interval '1 millisecond',
      refresh_queue = ${Prisma.raw(REFRESH_QUEUE)}, lease_owner = NULL, lease_expires_at = NULL, failures = 0
    WHERE id = ${received.grantId}::uuid AND epoch = ${received.epoch} AND state = 'received'`;
  if (promoted !== 1) throw new LeaseLostError();
  // Wise refused the grant before this one, if any: that says nothing of the new one (decision 017).
  await tx.$executeRaw`
    DELETE FROM vault.refresh_outcomes WHERE connection_id = ${connection.connectionId}::uuid`;
  return { version: next.version };
}

/** Erases the grant that a connection has, if any. @returns epoch and version for the next one, above any that were. */
export async function eraseFormer(tx: Tx, connectionId: string): Promise<{ epoch: bigint; version: bigint }> {
  const [next] = await tx.$queryRaw<{ epoch: bigint; version: bigint }[]>`
    WITH former AS (
      DELETE FROM vault.grants WHERE connection_id = ${connectionId}::uuid RETURNING epoch, version)
    SELECT greatest((SELECT epoch + 1 FROM former), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) AS epoch,
      greatest((SELECT version + 1 FROM former), extract(epoch FROM clock_timestamp())::bigint) AS version`;
  if (next === undefined) throw new Error('no version');
  return next;
}

/** The live grant of one client × Wise user × profile, whoever's it is (design 4.3). */
export type ExistingGrant = {
  connectionId: string;
  customerId: string;
  wiseCreatedAt: Date | null;
  accessExpiresAt: Date;
};

/** Finds and locks it until the caller's transaction ends; undefined when there is none. */
export async function lockExistingGrant(
  tx: Tx,
  identity: Pick<GrantIdentity, 'environment' | 'clientId' | 'wiseUserId' | 'profileId'>,
): Promise<ExistingGrant | undefined> {
  const [row] = await tx.$queryRaw<ExistingGrant[]>`
    SELECT connection_id AS "connectionId", customer_id AS "customerId",
           wise_created_at AS "wiseCreatedAt", access_expires_at AS "accessExpiresAt"
    FROM vault.grants
    WHERE environment = ${identity.environment}::public.environment AND client_id = ${identity.clientId}
      AND wise_user_id = ${identity.wiseUserId} AND profile_id = ${identity.profileId} AND state <> 'ending'
    FOR UPDATE`;
  return row;
}

/** Erases tokens and data key of a connection in the caller's transaction; true when there were any. */
export async function eraseGrant(tx: Tx, connectionId: string): Promise<boolean> {
  const erased = await tx.$executeRaw`
    DELETE FROM vault.grants WHERE connection_id = ${connectionId}::uuid`;
  return erased > 0;
}

/**
 * Erases tokens and data key of a received grant, in the caller's transaction.
 *
 * @param epoch the caller's lease; null where it was looked at before.
 */
export async function eraseReceived(tx: Tx, attemptId: string, epoch: bigint | null): Promise<boolean> {
  const erased = await tx.$executeRaw`
    DELETE FROM vault.grants WHERE attempt_id = ${attemptId}::uuid AND state = 'received'
      AND (${epoch}::bigint IS NULL OR epoch = ${epoch}::bigint)`;
  return erased > 0;
}

/** Whether a grant is still the one that was compared: another consent or refresh gives other times. */
export function isSameGrant(a: ExistingGrant | undefined, b: ExistingGrant | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.connectionId === b.connectionId &&
    a.wiseCreatedAt?.getTime() === b.wiseCreatedAt?.getTime() &&
    a.accessExpiresAt.getTime() === b.accessExpiresAt.getTime()
  );
}
