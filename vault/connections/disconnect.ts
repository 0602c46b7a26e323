import { type Actor, appendAudit } from '#lib/audit/append';
import type { DisconnectAnswer, SessionClaim } from '#lib/contract/internal-api';
import type { Audience } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { revoke } from '#vault/grants/revoke';
import { startRevocation } from '#vault/grants/start-revocation';
import { closeRegistrationOf } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { authorise } from './authorise';
import type { Caller } from './caller';
import { lockConnection, markDisconnected } from './connection-row';
import { addNotice } from './notices';

export type DisconnectAsk = {
  session: SessionClaim;
  connectionId: string;
  reason?: string | undefined;
  /** Of staff: their approval of exactly this. */
  stepUp?: StepUp | undefined;
};

/**
 * Disconnects for good (design 4.5). The first commit makes it true: nothing is vended after it (promise 6).
 * The revocation at Wise and the receipt follow as a task of their own, taken up by any vault after a crash.
 *
 * @throws AppError as `authorise` and, for staff, `spendStepUp`; BAD_REQUEST when staff give no reason.
 */
export async function disconnect(ctx: VaultContext, ask: DisconnectAsk): Promise<DisconnectAnswer> {
  const { connectionId } = ask;
  const caller = await authorise(ctx, ask.session, 'disconnect', connectionId);
  const reason = ask.reason === undefined || ask.reason === '' ? undefined : ask.reason;
  if (caller.audience === 'staff' && reason === undefined) {
    throw new AppError('BAD_REQUEST', { log: 'staff have to give a reason' });
  }
  const { stepUp } = ask;
  const outcome = await ctx.database.db.$transaction((tx) =>
    commit(tx, ctx, { connectionId, caller, reason, stepUp }),
  );
  // a restored backup knows nothing of it; the log does (docs/runbooks/backup-and-loss.md)
  ctx.log.info({ connectionId, by: caller.audience }, 'connection disconnected');
  const { grantId } = outcome;
  if (grantId !== undefined) ctx.tasks.start('revoke', () => revoke(ctx, grantId));
  return { connectionId, status: 'disconnected', alreadyDisconnected: outcome.wasDisconnected };
}

type Commit = Omit<DisconnectAsk, 'session'> & { caller: Caller };

async function commit(
  tx: Tx,
  ctx: VaultContext,
  { connectionId, caller, reason, stepUp }: Commit,
): Promise<{ wasDisconnected: boolean; grantId?: string }> {
  const approval = await takeApproval(tx, ctx, { connectionId, caller, reason, stepUp });
  return disconnectWithin(tx, ctx, {
    connectionId,
    actor: caller.actor,
    by: caller.audience,
    reason,
    detail: approval,
  });
}

type Disconnecting = {
  connectionId: string;
  actor: Actor;
  by: Audience;
  reason: string | undefined;
  /** For the row of the trail. */
  detail: Record<string, string>;
};

/**
 * Disconnects one connection in the caller's transaction; who may, and that it was approved, is the caller's to know.
 *
 * @returns the grant that is to be revoked after the commit (`revoke`); the loop of any vault does it too.
 * @throws AppError NOT_FOUND
 */
export async function disconnectWithin(
  tx: Tx,
  ctx: VaultContext,
  { connectionId, actor, by, reason, detail }: Disconnecting,
): Promise<{ wasDisconnected: boolean; grantId?: string }> {
  const connection = await lockConnection(tx, connectionId);
  if (connection === undefined) throw new AppError('NOT_FOUND');
  if (connection.status === 'disconnected') return { wasDisconnected: true };
  const revocation = await startRevocation(tx, ctx, connectionId);
  await markDisconnected(tx, connectionId, by, revocation?.accessExpiresAt);
  await appendAudit(tx, {
    action: 'connection.disconnected',
    actor,
    connectionId,
    environment: connection.environment,
    detail: { by, wasStatus: connection.status, ...detail },
    ...(reason === undefined ? {} : { personal: { reason } }),
  });
  await closeRegistrationOf(tx, connectionId);
  await addNotice(tx, { customerId: connection.customerId, connectionId, kind: 'disconnected' });
  return { wasDisconnected: false, ...(revocation === undefined ? {} : { grantId: revocation.grantId }) };
}

/** A customer ends what is theirs; staff end what is somebody else's, and approve it with a passkey. */
async function takeApproval(
  tx: Tx,
  ctx: VaultContext,
  { connectionId, caller, reason = '', stepUp }: Commit,
): Promise<Record<string, string>> {
  if (caller.audience === 'customer') return {};
  return spendStepUp(ctx, tx, caller, { act: 'connection.disconnect', connectionId, reason }, stepUp);
}
