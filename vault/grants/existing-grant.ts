import type { Tx } from '#lib/db/client';
import type { GrantIdentity } from './grant-record';

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
