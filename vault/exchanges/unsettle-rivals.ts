import type { Tx } from '#lib/db/client';
import { unsettleGrants, unsettleSuspects } from '#vault/grants/unsettle-grants';
import type { VaultContext } from '#vault/runtime/context';
import type { Exchange } from './exchange';

/** For more exchanges of one customer in an hour, the profile that their callbacks name pauses nobody else's grant. */
const BELIEVED_AN_HOUR = 5;

type Row = { answeredAt: Date; isBelieved: boolean };

/**
 * Before the newcomer's grant of this exchange is refreshed, or left to be ended by a refresh: nothing is vended of
 * what that may kill (promise 3). Where Wise has not said whose grant it is, that is all that the customer has, and
 * the profile that the callback named, which may be forged: so a stranger's grant is paused at most once for an
 * exchange, and not for many of them (decision 018).
 *
 * @param wiseUserId as `GET /v1/me` has said, if it has.
 */
export async function unsettleRivals(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines'>,
  exchange: Exchange,
  wiseUserId: string | undefined,
): Promise<void> {
  const { attemptId, environment, clientId, customerId } = exchange;
  if (wiseUserId !== undefined) {
    await unsettleGrants(tx, ctx, { environment, clientId, wiseUserId });
    return;
  }
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT coalesce(received_at, finished_at, now()) AS "answeredAt",
      (SELECT count(*) FROM public.exchanges other WHERE other.customer_id = ${customerId}::uuid
         AND other.environment = ${environment}::public.environment
         AND other.sent_at > now() - interval '1 hour') <= ${BELIEVED_AN_HOUR}::int AS "isBelieved"
    FROM public.exchanges WHERE attempt_id = ${attemptId}::uuid
      AND coalesce(reason, '') NOT IN ('profile_mismatch', 'no_profile')`;
  // For these two Wise had said whose it is, and that user's were unsettled when the exchange ended.
  if (row === undefined) return;
  const profileId = row.isBelieved ? exchange.profileId : null;
  await unsettleSuspects(tx, ctx, { environment, clientId, customerId, profileId, before: row.answeredAt });
}
