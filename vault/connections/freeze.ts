import { appendAudit } from '#lib/audit/append';
import type { FreezeResult } from '#lib/contract/follow-up';
import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { authoriseStaff } from './authorise';
import { freezeConnection, releaseConnection } from './connection-row';
import { addNotice } from './notices';

type Ask = { session: SessionClaim; connectionId: string; reason: string };

/**
 * Freezes one connection, for operators and admins: nothing is vended or refreshed from the commit on (promise 6), and
 * disconnecting still works. Its customer is told.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND
 */
export function freeze(ctx: VaultContext, ask: Ask): Promise<FreezeResult> {
  return change(ctx, ask, {
    act: 'freeze',
    write: freezeConnection,
    action: 'connection.frozen',
    notice: 'frozen',
  });
}

/** Takes a freeze back. Whether the tokens still work shows with the next vend or check. */
export function release(ctx: VaultContext, ask: Ask): Promise<FreezeResult> {
  return change(ctx, ask, {
    act: 'release',
    write: releaseConnection,
    action: 'connection.released',
    notice: 'released',
  });
}

type Change = {
  act: 'freeze' | 'release';
  write: typeof freezeConnection;
  action: 'connection.frozen' | 'connection.released';
  notice: 'frozen' | 'released';
};

async function change(
  ctx: VaultContext,
  { session, connectionId, reason }: Ask,
  { act, write, action, notice }: Change,
): Promise<FreezeResult> {
  const caller = await authoriseStaff(ctx, session, act, connectionId);
  const result = await ctx.database.db.$transaction(async (tx): Promise<FreezeResult> => {
    const connection = await write(tx, connectionId);
    if (connection === undefined) throw new AppError('NOT_FOUND');
    const { customerId, environment, status, isChanged } = connection;
    if (status === 'disconnected') return 'disconnected';
    if (!isChanged) return 'unchanged';
    await appendAudit(tx, {
      action,
      actor: caller.actor,
      connectionId,
      environment,
      detail: { status },
      personal: { reason },
    });
    await addNotice(tx, { customerId, connectionId, kind: notice });
    return 'done';
  });
  // a restored backup knows nothing of it; the log does (docs/runbooks/backup-and-loss.md)
  if (result === 'done')
    ctx.log.info(
      { connectionId, by: 'staff' },
      act === 'freeze' ? 'connection frozen' : 'connection released',
    );
  return result;
}
