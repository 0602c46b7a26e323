import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';
import { silenceMs } from '#vault/deadlines';

type GrantsOf = { environment: Environment; clientId: string; wiseUserId: string; profileId?: string };

/**
 * A refresh outside the lease of these grants is about to happen, or may have: a newcomer's grant of the
 * same Wise user is tried or ended, and a refresh there kills the access tokens stored here (W1). Nothing is
 * vended for them until their own next refresh is proved, which waits until the other one can no longer act: the
 * caller sends it within `sendWithinMs` of now, or not at all. Raising the epoch fences a refresh in flight.
 *
 * @param of.profileId all profiles of the user when not given.
 */
export async function unsettleGrants(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines'>,
  of: GrantsOf,
): Promise<number> {
  const profileId = of.profileId ?? null;
  return tx.$executeRaw`
    UPDATE vault.grants SET state = 'uncertain', epoch = epoch + 1, refusals = 0,
      uncertain_until = greatest(uncertain_until, now() + ${silenceMs(ctx.deadlines)}::float8 * interval '1 millisecond'),
      next_refresh_at = greatest(uncertain_until, now() + ${silenceMs(ctx.deadlines)}::float8 * interval '1 millisecond'),
      lease_owner = NULL, lease_expires_at = NULL
    WHERE environment = ${of.environment}::public.environment AND client_id = ${of.clientId}
      AND wise_user_id = ${of.wiseUserId} AND (${profileId}::text IS NULL OR profile_id = ${profileId}::text)
      AND state <> 'ending'`;
}

/** The same for the grant of one connection. */
export async function unsettleConnection(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines'>,
  connectionId: string,
): Promise<number> {
  return tx.$executeRaw`
    UPDATE vault.grants SET state = 'uncertain', epoch = epoch + 1, refusals = 0,
      uncertain_until = greatest(uncertain_until, now() + ${silenceMs(ctx.deadlines)}::float8 * interval '1 millisecond'),
      next_refresh_at = greatest(uncertain_until, now() + ${silenceMs(ctx.deadlines)}::float8 * interval '1 millisecond'),
      lease_owner = NULL, lease_expires_at = NULL
    WHERE connection_id = ${connectionId}::uuid AND state <> 'ending'`;
}
