import { appendAudit } from '#lib/audit/append';
import type { Match } from '#lib/contract/matching';
import type { Tx } from '#lib/db/client';
import { isUniqueViolation } from '#lib/db/database-failure';
import { raiseAlarm } from '#vault/alarms/alarm';
import { actorOfExchange } from '#vault/connections/caller';
import {
  insertConnection,
  lockOwnAndOther,
  markReplaced,
  reopenConnection,
} from '#vault/connections/connection-row';
import { addNotice } from '#vault/connections/notices';
import { LeaseLostError } from '#vault/grants/lease';
import {
  type ExistingGrant,
  eraseGrant,
  isSameGrant,
  lockExistingGrant,
  promoteGrant,
} from '#vault/grants/promote';
import type { ReceivedLease } from '#vault/grants/received-grant';
import { markClaimed, markRegistrationConnected } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import type { MatchedGrant } from './match-customer';

/**
 * The promotion: connection, grant, audit row, notice and the end of the exchange in one transaction, with
 * whoever held the same Wise profile before sent to reconnect. Lock order: exchange, connections, grant.
 *
 * @param existing the live grant that the incoming one was compared with; a different one by now is `changed`.
 * @throws LeaseLostError
 */
export async function commitConnection(
  ctx: VaultContext,
  lease: ReceivedLease,
  matched: MatchedGrant,
  existing: ExistingGrant | undefined,
): Promise<'connected' | 'changed'> {
  try {
    return await ctx.database.db.$transaction((tx) => commitIn(tx, ctx, lease, matched, existing), {
      maxWait: 5_000,
      timeout: 10_000,
    });
  } catch (error) {
    // Another completion committed between our look and our insert: there was nothing yet that could be locked.
    if (isUniqueViolation(error)) return 'changed';
    throw error;
  }
}

async function commitIn(
  tx: Tx,
  ctx: VaultContext,
  lease: ReceivedLease,
  { wiseUserId, profile, tokens, match }: MatchedGrant,
  expected: ExistingGrant | undefined,
): Promise<'connected' | 'changed'> {
  const consent = { ...(await lockExchange(tx, lease)), match };
  const { customerId, environment, clientId } = lease;
  const identity = { customerId, environment, clientId, wiseUserId, profileId: profile.profileId };
  const ownId = await lockOwnAndOther(tx, identity, expected?.connectionId);
  const existing = await lockExistingGrant(tx, identity);
  if (!isSameGrant(existing, expected)) return 'changed';
  const connectionId = ownId ?? (await insertConnection(tx, identity, profile, consent));
  if (ownId !== undefined) await reopenConnection(tx, ownId, profile, consent);
  if (existing !== undefined && existing.connectionId !== connectionId)
    await replaceOther(tx, ctx, lease, existing, connectionId);
  const connection = { ...identity, connectionId };
  await promoteGrant(tx, ctx, { received: lease, connection, tokens, times: tokens.times });
  await appendAudit(tx, {
    action: ownId === undefined ? 'connection.connected' : 'connection.reconnected',
    actor: await actorOfExchange(tx, lease),
    connectionId,
    environment,
    detail: {
      attemptId: lease.attemptId,
      profileType: profile.type,
      ...(consent.isInApp ? { via: 'partner_app' } : {}),
      ...matchDetail(match),
    },
    personal: { profileName: profile.name },
  });
  await addNotice(tx, { customerId, connectionId, kind: ownId === undefined ? 'connected' : 'reconnected' });
  await tx.$executeRaw`
    UPDATE public.exchanges SET state = 'connected', reason = NULL, connection_id = ${connectionId}::uuid,
      finished_at = now()
    WHERE attempt_id = ${lease.attemptId}::uuid`;
  const { registrationId } = lease;
  if (registrationId === null) await markClaimed(tx, identity);
  else await markRegistrationConnected(tx, registrationId, connection);
  return 'connected';
}

function matchDetail(match: Match | null): Record<string, string> {
  if (match === null) return {};
  const { verdict, facts } = match;
  return { match: verdict, ...(facts.length === 0 ? {} : { comparedBy: facts.join(', ') }) };
}

/** First in the lock order. @throws LeaseLostError */
async function lockExchange(tx: Tx, { attemptId, epoch }: ReceivedLease): Promise<{ isInApp: boolean }> {
  const [row] = await tx.$queryRaw<{ isInApp: boolean }[]>`
    SELECT e.session_id IS NOT NULL AS "isInApp" FROM public.exchanges AS e WHERE e.attempt_id = ${attemptId}::uuid AND e.state = 'received'
      AND EXISTS (SELECT 1 FROM vault.grants AS g WHERE g.attempt_id = e.attempt_id AND g.epoch = ${epoch})
      -- once more, at the arbiter: without the partner's word no session connects anybody (design 4.22)
      AND (e.session_id IS NULL OR EXISTS (SELECT FROM public.partner_sessions AS s WHERE s.id = e.session_id
        AND s.customer_id = e.customer_id AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL))
    FOR UPDATE`;
  if (row === undefined) throw new LeaseLostError();
  return row;
}

/** Wise killed the other customer's grant when this one was given (W3): say so, erase it, tell them. */
async function replaceOther(
  tx: Tx,
  ctx: VaultContext,
  { environment }: ReceivedLease,
  { connectionId, customerId, accessExpiresAt }: ExistingGrant,
  byConnectionId: string,
): Promise<void> {
  await eraseGrant(tx, connectionId);
  await markReplaced(tx, connectionId, accessExpiresAt);
  await appendAudit(tx, {
    action: 'connection.replaced',
    actor: { kind: 'system', id: 'vault' },
    connectionId,
    environment,
    detail: { byConnectionId },
  });
  await addNotice(tx, { customerId, connectionId, kind: 'replaced' });
  await raiseAlarm(tx, ctx, 'grant_replaced', environment);
}
