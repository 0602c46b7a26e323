import { type Actor, appendAuditOfMany } from '#lib/audit/append';
import type { FreezeResult } from '#lib/contract/follow-up';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { authoriseStaff } from './authorise';
import { freezeConnections, releaseConnections } from './connection-row';
import { addNotices } from './notices';

type Ask = { session: SessionClaim; connectionId: string; reason: string };

/**
 * Freezes one connection, for operators and admins: nothing is vended or refreshed from the commit on (promise 6), and
 * disconnecting still works. Its customer is told.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND
 */
export function freeze(ctx: VaultContext, ask: Ask): Promise<FreezeResult> {
  return change(ctx, ask, 'freeze');
}

/** Takes a freeze back. Whether the tokens still work shows with the next vend or check. */
export function release(ctx: VaultContext, ask: Ask): Promise<FreezeResult> {
  return change(ctx, ask, 'release');
}

const CHANGES = {
  freeze: { write: freezeConnections, action: 'connection.frozen', notice: 'frozen' },
  release: { write: releaseConnections, action: 'connection.released', notice: 'released' },
} as const;

async function change(
  ctx: VaultContext,
  { session, connectionId, reason }: Ask,
  act: keyof typeof CHANGES,
): Promise<FreezeResult> {
  const { actor } = await authoriseStaff(ctx, session, act, connectionId);
  const results = await ctx.database.db.$transaction((tx) =>
    changeMany(tx, { act, connectionIds: [connectionId], actor, reason }),
  );
  const result = results.get(connectionId);
  if (result === undefined) throw new AppError('NOT_FOUND');
  // a restored backup knows nothing of it; the log does (docs/runbooks/backup-and-loss.md)
  if (result === 'done')
    ctx.log.info(
      { connectionId, by: 'staff' },
      act === 'freeze' ? 'connection frozen' : 'connection released',
    );
  return result;
}

type ChangeOfMany = {
  act: keyof typeof CHANGES;
  connectionIds: readonly string[];
  actor: Actor;
  reason: string;
  /** For each row of the trail. */
  detail?: Record<string, string>;
};

/**
 * Freezes or releases connections in the caller's transaction, each with its row in the audit trail and its notice. Who may is
 * the caller's to know.
 *
 * @returns what came of each; nothing of one that there is not.
 */
export async function changeMany(
  tx: Tx,
  { act, connectionIds, actor, reason, detail }: ChangeOfMany,
): Promise<Map<string, FreezeResult>> {
  const { write, action, notice } = CHANGES[act];
  const connections = await write(tx, connectionIds);
  const changed = connections.filter(({ isChanged }) => isChanged);
  if (changed.length > 0) {
    await appendAuditOfMany(
      tx,
      { action, actor, personal: { reason }, ...(detail === undefined ? {} : { detail }) },
      changed.map(({ id, environment, status }) => ({ connectionId: id, environment, detail: { status } })),
    );
    await addNotices(
      tx,
      notice,
      changed.map(({ id, customerId }) => ({ customerId, connectionId: id })),
    );
  }
  return new Map(
    connections.map(({ id, status, isChanged }): [string, FreezeResult] => {
      if (status === 'disconnected') return [id, 'disconnected'];
      return [id, isChanged ? 'done' : 'unchanged'];
    }),
  );
}
