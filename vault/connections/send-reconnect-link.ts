import { type Actor, appendAudit } from '#lib/audit/append';
import { RECONNECT_LINK_HOURS, type ReconnectLinkResult } from '#lib/contract/follow-up';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { authoriseStaff } from './authorise';
import { lockConnection } from './connection-row';
import { addNotice } from './notices';

/**
 * Has the customer mailed a link to the page where they give access again. The link is an address of ours like any other:
 * it signs nobody in, and whoever follows it has to be signed in to connect anything (promise 2). Once a day per connection,
 * by the database's clock, over all colleagues.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND
 */
export async function sendReconnectLink(
  ctx: VaultContext,
  { session, connectionId }: { session: SessionClaim; connectionId: string },
): Promise<ReconnectLinkResult> {
  const { actor } = await authoriseStaff(ctx, session, 'send_link', connectionId);
  return ctx.database.db.$transaction((tx) => sendReconnectLinkWithin(tx, { actor, connectionId }));
}

/**
 * The same in the caller's transaction; that the actor may is the caller's to know.
 *
 * @throws AppError NOT_FOUND
 */
export async function sendReconnectLinkWithin(
  tx: Tx,
  { actor, connectionId }: { actor: Actor; connectionId: string },
): Promise<ReconnectLinkResult> {
  // so that two colleagues at one moment send one
  const connection = await lockConnection(tx, connectionId);
  if (connection === undefined) throw new AppError('NOT_FOUND');
  const { customerId, environment, status } = connection;
  if (status === 'disconnected') return 'disconnected';
  const { isFrozen, isRecent } = await look(tx, connectionId);
  if (isFrozen) return 'frozen';
  if (isRecent) return 'recent';
  await addNotice(tx, { customerId, connectionId, kind: 'reconnect_link' });
  await appendAudit(tx, {
    action: 'connection.reconnect_link_sent',
    actor,
    connectionId,
    environment,
    detail: { status },
  });
  return 'queued';
}

async function look(tx: Tx, connectionId: string): Promise<{ isFrozen: boolean; isRecent: boolean }> {
  const [row] = await tx.$queryRaw<{ isFrozen: boolean; isRecent: boolean }[]>`
    SELECT c.frozen_at IS NOT NULL AS "isFrozen",
      EXISTS (SELECT FROM public.notices AS n WHERE n.connection_id = c.id AND n.kind = 'reconnect_link'
        AND n.created_at > now() - ${RECONNECT_LINK_HOURS}::int * interval '1 hour') AS "isRecent"
    FROM public.connections AS c WHERE c.id = ${connectionId}::uuid`;
  return row ?? { isFrozen: false, isRecent: false };
}
