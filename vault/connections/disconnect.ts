import { appendAudit } from '#lib/audit/append';
import type { DisconnectAnswer, SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { revoke } from '#vault/grants/revoke';
import { startRevocation } from '#vault/grants/start-revocation';
import { closeRegistrationOf } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import { authorise } from './authorise';
import type { Caller } from './caller';
import { lockConnection, markDisconnected } from './connection-row';
import { addNotice } from './notices';

/**
 * Disconnects for good (design 4.5). The first commit makes it true: nothing is vended after it (promise 6).
 * The revocation at Wise and the receipt follow as a task of their own, taken up by any vault after a crash.
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
  const { grantId } = outcome;
  if (grantId !== undefined) ctx.tasks.start('revoke', () => revoke(ctx, grantId));
  return { connectionId, status: 'disconnected', alreadyDisconnected: outcome.wasDisconnected };
}

async function commit(
  tx: Tx,
  ctx: VaultContext,
  connectionId: string,
  caller: Caller,
  reason: string | undefined,
): Promise<{ wasDisconnected: boolean; grantId?: string }> {
  const connection = await lockConnection(tx, connectionId);
  if (connection === undefined) throw new AppError('NOT_FOUND');
  if (connection.status === 'disconnected') return { wasDisconnected: true };
  const revocation = await startRevocation(tx, ctx, connectionId);
  await markDisconnected(tx, connectionId, caller.audience, revocation?.accessExpiresAt);
  await appendAudit(tx, {
    action: 'connection.disconnected',
    actor: caller.actor,
    connectionId,
    environment: connection.environment,
    detail: { by: caller.audience, wasStatus: connection.status },
    ...(reason === undefined ? {} : { personal: { reason } }),
  });
  await closeRegistrationOf(tx, connectionId);
  await addNotice(tx, { customerId: connection.customerId, connectionId, kind: 'disconnected' });
  return { wasDisconnected: false, ...(revocation === undefined ? {} : { grantId: revocation.grantId }) };
}
