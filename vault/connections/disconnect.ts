import { appendAudit } from '#lib/audit/append';
import type { DisconnectAnswer, SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { beginEnding } from '#vault/grants/begin-ending';
import { endGrant } from '#vault/grants/end-grant';
import type { VaultContext } from '#vault/runtime/context';
import { authorise } from './authorise';
import type { Caller } from './caller';
import { type LockedConnection, lockConnection } from './lock-connection';

/**
 * Disconnects for good (design 4.5). The first commit makes it true: nothing is vended after it (promise 6).
 * The killing refresh and the receipt follow as a task of their own, taken up by any vault after a crash.
 *
 * @throws AppError as `authorise`; BAD_REQUEST when staff give no reason.
 */
export async function disconnect(
  ctx: VaultContext,
  ask: { session: SessionClaim; connectionId: string; reason?: string | undefined },
): Promise<DisconnectAnswer> {
  const { connectionId } = ask;
  const caller = await authorise(ctx, ask.session, 'disconnect', connectionId);
  const reason = ask.reason === undefined || ask.reason === '' ? undefined : ask.reason;
  if (caller.audience === 'staff' && reason === undefined) {
    throw new AppError('BAD_REQUEST', { log: 'staff have to give a reason' });
  }
  const outcome = await ctx.database.db.$transaction((tx) => commit(tx, ctx, connectionId, caller, reason));
  // a restored backup knows nothing of it; the log does (docs/runbooks/backup-and-loss.md)
  ctx.log.info({ connectionId, by: caller.audience }, 'connection disconnected');
  if (outcome.hasGrant) ctx.tasks.start('end grant', () => endGrant(ctx, connectionId));
  return { connectionId, status: 'disconnected', alreadyDisconnected: outcome.wasDisconnected };
}

async function commit(
  tx: Tx,
  ctx: VaultContext,
  connectionId: string,
  caller: Caller,
  reason: string | undefined,
): Promise<{ wasDisconnected: boolean; hasGrant: boolean }> {
  const connection = await lockConnection(tx, connectionId);
  if (connection === undefined) throw new AppError('NOT_FOUND');
  if (connection.status === 'disconnected') return { wasDisconnected: true, hasGrant: false };
  const ending = await beginEnding(tx, ctx, connectionId);
  await writeReceipt(tx, connection, caller, ending?.accessExpiresAt);
  await appendAudit(tx, {
    action: 'connection.disconnected',
    actor: caller.actor,
    connectionId,
    environment: connection.environment,
    detail: { by: caller.audience, wasStatus: connection.status },
    ...(reason === undefined ? {} : { personal: { reason } }),
  });
  await tx.notice.create({
    data: { customerId: connection.customerId, connectionId, kind: 'disconnected' },
    select: { id: true },
  });
  return { wasDisconnected: false, hasGrant: ending !== undefined };
}

/**
 * The receipt as it stands now. Without a grant there is nothing left to end: Wise had ended it before
 * (that is what `needs_reconnect` says). A token that was handed out may outlive the act, so its end is kept; that of
 * a grant that is gone was kept when it went.
 */
async function writeReceipt(
  tx: Tx,
  connection: LockedConnection,
  caller: Caller,
  accessExpiresAt: Date | undefined,
): Promise<void> {
  const hasGrant = accessExpiresAt !== undefined;
  await tx.$executeRaw`
    UPDATE public.connections SET status = 'disconnected',
      reason = ${caller.audience}::public.connection_reason,
      disconnected_at = now(), status_changed_at = now(),
      end_result = ${hasGrant ? 'pending' : 'ended_at_wise'},
      ended_at = CASE WHEN ${hasGrant}::boolean THEN NULL ELSE now() END,
      token_may_work_until = (SELECT kept.until FROM
        (SELECT coalesce(${accessExpiresAt ?? null}::timestamptz, token_may_work_until) AS until) AS kept
        WHERE kept.until > now())
    WHERE id = ${connection.id}::uuid`;
}
