import { SESSION_MINUTES } from '#lib/contract/connect-sessions';
import type { Tx } from '#lib/db/client';
import { LeaseLostError } from '#vault/grants/lease';
import { markUserUnverified } from '#vault/grants/mark-unverified';
import { parkReceived, type ReceivedLease, wakeReceived } from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';
import type { ProvedGrant } from './check-grant';
import { finishReceived } from './finish-exchange';

type Standing = {
  /** The partner's back end has posted the completion code. */
  isConfirmed: boolean;
  /** The session has ended, or its row is gone: nobody can confirm it any more. */
  isOver: boolean;
  isLate: boolean;
  /** Of a session that is for one connection: what that one is of. */
  connectionId: string | null;
  wiseUserId: string | null;
  profileId: string | null;
};

/**
 * An exchange of a connect session stops here until the partner has said who was in the browser (design 4.22): its tokens
 * stay a received grant, and there is no connection that anything could be vended for or that a page could show.
 *
 * @param proved absent before the checks: then only what is over for good is ended.
 * @returns true when it may go on; false when it waits or has ended.
 * @throws LeaseLostError
 */
export async function mayConnect(
  ctx: VaultContext,
  lease: ReceivedLease,
  proved?: ProvedGrant,
): Promise<boolean> {
  if (lease.sessionId === null) return true;
  const standing = await ctx.database.db.$transaction((tx) => look(tx, ctx, lease, proved));
  if (standing === 'goes_on') return true;
  if (standing === 'waits') return false;
  const of = proved === undefined ? {} : { wiseUserId: proved.wiseUserId };
  await finishReceived(ctx, lease, { state: 'refused', reason: standing }, of);
  return false;
}

async function look(
  tx: Tx,
  ctx: VaultContext,
  lease: ReceivedLease,
  proved: ProvedGrant | undefined,
): Promise<'goes_on' | 'waits' | 'unconfirmed' | 'other_profile'> {
  const standing = await read(tx, lease);
  if (standing.isOver) return 'unconfirmed';
  if (!standing.isConfirmed && standing.isLate) return 'unconfirmed';
  if (proved === undefined) return 'goes_on';
  if (standing.connectionId !== null) {
    const isSame =
      standing.wiseUserId === proved.wiseUserId && standing.profileId === proved.profile.profileId;
    if (!isSame) return 'other_profile';
  }
  if (standing.isConfirmed) return 'goes_on';
  await park(tx, ctx, lease, proved);
  return 'waits';
}

/** Locks the session, so that a confirmation either is seen here or sees the row that waits. */
async function read(tx: Tx, { attemptId, sessionId }: ReceivedLease): Promise<Standing> {
  await tx.$queryRaw`SELECT id FROM public.partner_sessions WHERE id = ${sessionId}::uuid FOR UPDATE`;
  const [row] = await tx.$queryRaw<Standing[]>`
    SELECT coalesce(s.confirmed_at IS NOT NULL, false) AS "isConfirmed",
      s.id IS NULL OR s.ended_at IS NOT NULL AS "isOver", coalesce(e.confirm_until <= now(), false) AS "isLate",
      s.connection_id AS "connectionId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId"
    FROM public.exchanges AS e
      LEFT JOIN public.partner_sessions AS s ON s.id = e.session_id AND s.customer_id = e.customer_id
        AND s.environment = e.environment
      LEFT JOIN public.connections AS c ON c.id = s.connection_id AND c.customer_id = e.customer_id
    WHERE e.attempt_id = ${attemptId}::uuid`;
  if (row === undefined) throw new LeaseLostError();
  return row;
}

/**
 * Gives the lease back until the time is over. A living connection of the same user and profile has lost its grant to this
 * one (W3), whether or not this one is ever confirmed: what is stored there is not vended any more.
 */
async function park(tx: Tx, ctx: VaultContext, lease: ReceivedLease, proved: ProvedGrant): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.exchanges SET
      confirm_until = coalesce(confirm_until, now() + ${SESSION_MINUTES.confirm}::int * interval '1 minute')
    WHERE attempt_id = ${lease.attemptId}::uuid AND state = 'received'`;
  await parkReceived(tx, lease);
  const { environment, clientId } = lease;
  const of = {
    environment,
    clientId,
    wiseUserId: proved.wiseUserId,
    profileId: proved.profile.profileId,
  };
  await markUserUnverified(tx, ctx, of);
}

/** The session is confirmed, or over: what waits for it goes on now, to be connected or to be ended. */
export async function letGoOn(tx: Tx, sessionId: string): Promise<void> {
  const rows = await tx.$queryRaw<{ attemptId: string }[]>`
    UPDATE public.exchanges SET confirm_until = NULL
    WHERE session_id = ${sessionId}::uuid AND state = 'received' RETURNING attempt_id::text AS "attemptId"`;
  await wakeReceived(
    tx,
    rows.map(({ attemptId }) => attemptId),
  );
}
