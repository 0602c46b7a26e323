import { type Actor, appendAudit } from '#lib/audit/append';
import type { DisconnectAnswer, SessionClaim } from '#lib/contract/internal-api';
import type { Audience } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import type { Withdrawal } from '#lib/contract/withdrawals';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { revoke } from '#vault/grants/revoke';
import { startRevocation } from '#vault/grants/start-revocation';
import { closeRegistrationOf } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { authorise } from './authorise';
import type { Caller, StaffCaller } from './caller';
import { lockConnection, markDisconnected } from './connection-row';
import { addNotice } from './notices';
import { recordWithdrawal } from './record-withdrawal';

export type DisconnectAsk = {
  session: SessionClaim;
  connectionId: string;
  reason?: string | undefined;
  /** Of staff, in place of a reason: the customer withdrew, and told them so. */
  withdrawal?: Withdrawal | undefined;
  /** Of staff: their approval of exactly this. */
  stepUp?: StepUp | undefined;
};

/**
 * Disconnects for good (design 4.5). The first commit makes it true: nothing is vended after it (promise 6).
 * The revocation at Wise and the receipt follow as a task of their own, taken up by any vault after a crash.
 *
 * @throws AppError as `authorise` and, for staff, `spendStepUp`; BAD_REQUEST when staff give no reason and record no withdrawal.
 */
export async function disconnect(ctx: VaultContext, ask: DisconnectAsk): Promise<DisconnectAnswer> {
  const { connectionId, withdrawal, stepUp } = ask;
  const caller = await authorise(ctx, ask.session, 'disconnect', connectionId);
  const reason = ask.reason === undefined || ask.reason === '' ? undefined : ask.reason;
  assertSaysWhy(caller, { reason, withdrawal });
  const outcome = await ctx.database.db.$transaction((tx) =>
    commit(tx, ctx, { connectionId, caller, reason, withdrawal, stepUp }),
  );
  // a restored backup knows nothing of it; the log does (docs/runbooks/backup-and-loss.md)
  ctx.log.info({ connectionId, by: caller.audience }, 'connection disconnected');
  const { grantId } = outcome;
  if (grantId !== undefined) ctx.tasks.start('revoke', () => revoke(ctx, grantId));
  return { connectionId, status: 'disconnected', alreadyDisconnected: outcome.wasDisconnected };
}

/** Staff give a reason, or say how the customer withdrew; a customer withdraws by the disconnect itself. */
function assertSaysWhy(
  { audience }: Caller,
  { reason, withdrawal }: Pick<DisconnectAsk, 'reason' | 'withdrawal'>,
): void {
  if (audience === 'customer') {
    if (withdrawal === undefined) return;
    throw new AppError('BAD_REQUEST', { log: 'only staff record a withdrawal' });
  }
  if ((reason === undefined) === (withdrawal === undefined)) {
    throw new AppError('BAD_REQUEST', { log: 'staff have to give a reason, or to record a withdrawal' });
  }
}

type Commit = Omit<DisconnectAsk, 'session'> & { caller: Caller };
type Disconnected = { wasDisconnected: boolean; grantId?: string };

async function commit(tx: Tx, ctx: VaultContext, ask: Commit): Promise<Disconnected> {
  const { connectionId, caller, reason, withdrawal } = ask;
  const { actor } = caller;
  if (caller.audience === 'customer') {
    return disconnectWithin(tx, ctx, { connectionId, actor, by: 'customer', reason, detail: {} });
  }
  const approval = await takeApproval(tx, ctx, caller, ask);
  if (withdrawal === undefined) {
    return disconnectWithin(tx, ctx, { connectionId, actor, by: 'staff', reason, detail: approval });
  }
  const { channel, receivedOn } = withdrawal;
  const detail = { ...approval, withdrawalChannel: channel, withdrawalReceivedOn: receivedOn };
  // on behalf of the customer, though a colleague's hand did it: the trail has both
  const outcome = await disconnectWithin(tx, ctx, { connectionId, actor, by: 'customer', reason, detail });
  if (!outcome.wasDisconnected) {
    await recordWithdrawal(tx, connectionId, caller.session.staffId, withdrawal);
  }
  return outcome;
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
): Promise<Disconnected> {
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

/** Staff end what is somebody else's, and approve it with a passkey, with all that is recorded of it. */
function takeApproval(
  tx: Tx,
  ctx: VaultContext,
  caller: StaffCaller,
  { connectionId, reason = '', withdrawal, stepUp }: Commit,
): Promise<Record<string, string>> {
  const act =
    withdrawal === undefined
      ? ({ act: 'connection.disconnect', connectionId, reason } as const)
      : ({ act: 'connection.withdraw', connectionId, ...withdrawal } as const);
  return spendStepUp(ctx, tx, caller, act, stepUp);
}
