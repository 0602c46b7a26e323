import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed, type StaffAct } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { type Caller, findCaller, type StaffCaller } from './caller';

export type ConnectionAct = Exclude<StaffAct, 'view'>;

/** Acts for which the sign-in must be recent, a customer's and a colleague's alike: they cannot be undone (design 4.8). */
const WANTS_RECENT_SIGN_IN: Record<ConnectionAct, boolean> = {
  disconnect: true,
  check: false,
  note: false,
  assign: false,
  snooze: false,
  send_link: false,
  freeze: false,
  release: false,
};

/**
 * May this session do this act on this connection? The owner, or staff by role. Another customer's
 * connection is answered as one that does not exist.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND, SIGN_IN_TOO_OLD
 */
export async function authorise(
  ctx: VaultContext,
  claim: SessionClaim,
  act: ConnectionAct,
  connectionId: string,
): Promise<Caller> {
  const caller = await findCaller(ctx, claim);
  if (caller.audience === 'staff' && !isAllowed(caller.session.role, act)) {
    throw new AppError('FORBIDDEN', { log: `${caller.session.role} may not ${act}` });
  }
  const owner = caller.audience === 'customer' ? { customerId: caller.session.customerId } : {};
  const connection = await ctx.database.db.connection.findFirst({
    where: { id: connectionId, ...owner },
    select: { id: true },
  });
  if (connection === null) throw new AppError('NOT_FOUND', { log: 'no such connection for this caller' });
  if (WANTS_RECENT_SIGN_IN[act] && !caller.session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  return caller;
}

/**
 * The same for what staff alone do: to a customer, also the connection's owner, it is forbidden.
 *
 * @throws AppError as `authorise`
 */
export async function authoriseStaff(
  ctx: VaultContext,
  claim: SessionClaim,
  act: ConnectionAct,
  connectionId: string,
): Promise<StaffCaller> {
  if (claim.audience !== 'staff') throw new AppError('FORBIDDEN', { log: `customers may not ${act}` });
  const caller = await authorise(ctx, claim, act, connectionId);
  if (caller.audience !== 'staff') throw new AppError('FORBIDDEN', { log: `customers may not ${act}` });
  return caller;
}
