import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { silenceMs } from '#vault/runtime/deadlines';

type Ctx = Pick<VaultContext, 'deadlines'>;
type GrantsOf = { environment: Environment; clientId: string; wiseUserId: string; profileId?: string };

/** Raising the epoch fences a refresh in flight. */
function unsettled({ deadlines }: Ctx): Prisma.Sql {
  const until = Prisma.sql`greatest(uncertain_until, now() + ${silenceMs(deadlines)}::float8 * interval '1 millisecond')`;
  return Prisma.sql`state = 'uncertain', epoch = epoch + 1, refusals = 0, uncertain_until = ${until},
    next_refresh_at = ${until}, lease_owner = NULL, lease_expires_at = NULL`;
}

/**
 * A refresh outside the lease of these grants is about to happen, or may have: a newcomer's grant of the
 * same Wise user is tried or ended, and a refresh there kills the access tokens stored here (W1). Nothing is
 * vended for them until their own next refresh is proved, which waits until the other one can no longer act: the
 * caller sends it within `sendWithinMs` of now, or not at all; or later, and then a grant that Wise has refreshed
 * meanwhile was not the one that the newcomer replaced (W3).
 *
 * @param of.profileId all profiles of the user when not given.
 */
export async function unsettleGrants(tx: Tx, ctx: Ctx, of: GrantsOf): Promise<number> {
  const profileId = of.profileId ?? null;
  return tx.$executeRaw`
    UPDATE vault.grants SET ${unsettled(ctx)}
    WHERE environment = ${of.environment}::public.environment AND client_id = ${of.clientId}
      AND wise_user_id = ${of.wiseUserId} AND (${profileId}::text IS NULL OR profile_id = ${profileId}::text)
      AND state <> 'ending'`;
}

/** The same for the grant of one connection. */
export async function unsettleConnection(tx: Tx, ctx: Ctx, connectionId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE vault.grants SET ${unsettled(ctx)}
    WHERE connection_id = ${connectionId}::uuid AND state <> 'ending'`;
}

/** Where nobody knows whose the newcomer's grant is: what may be of the same Wise user, and `before` when it came. */
export type Suspects = {
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
 * refreshed after the newcomer's grant was given is not of its user and profile, for Wise refuses to refresh a grant
 * that was replaced (W3); and one that is uncertain already has that refresh before it.
 */
export async function unsettleSuspects(tx: Tx, ctx: Ctx, of: Suspects): Promise<number> {
  return tx.$executeRaw`
    UPDATE vault.grants SET ${unsettled(ctx)}
    WHERE environment = ${of.environment}::public.environment AND client_id = ${of.clientId}
      AND connection_id IN (
        SELECT id FROM public.connections WHERE customer_id = ${of.customerId}::uuid
        UNION ALL SELECT id FROM public.connections WHERE profile_id = ${of.profileId}::text)
      AND state IN ('settled', 'refreshing') AND access_issued_at < ${of.before}::timestamptz`;
}
