import type { Tx } from '#lib/db/client';
import type { GrantIdentity } from './sealed-grant';

/** The live grant of one client × Wise user × profile, whoever's it is (design 4.3). */
export type LiveGrant = {
  connectionId: string;
  customerId: string;
  wiseCreatedAt: Date | null;
  accessExpiresAt: Date;
};

/** Finds and locks it until the caller's transaction ends; undefined when there is none. */
export async function lockLiveGrant(
  tx: Tx,
  identity: Pick<GrantIdentity, 'environment' | 'clientId' | 'wiseUserId' | 'profileId'>,
): Promise<LiveGrant | undefined> {
  const [row] = await tx.$queryRaw<LiveGrant[]>`
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
