import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { isUniqueViolation } from '#lib/db/unique-violation';
import { raiseAlarm } from '#vault/alarms/alarm';
import { eraseGrant, type LiveGrant, lockLiveGrant } from '#vault/grants/live-grant';
import { storeGrant } from '#vault/grants/store-grant';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseProfile } from '#vault/wise/outcomes';
import { customerActor } from './customer-actor';
import type { HeldTokens } from './exchange-tokens';
import { isSameGrant } from './judge-rivals';
import { type Work, WorkLostError } from './work-lease';

/** What the checks have shown the newcomer's grant to be. */
export type ProvedGrant = { wiseUserId: string; profile: WiseProfile; tokens: HeldTokens };

type OpenConnection = { id: string; customerId: string };

/**
 * The promotion: connection, grant, audit row, notice and the end of the exchange in one transaction, with
 * whoever held the same Wise profile before sent to reconnect. Lock order: exchange, connections, grant.
 *
 * @param beaten the live grant that the newcomer was judged against; a different one by now is `changed`.
 * @throws WorkLostError
 */
export async function commitConnection(
  ctx: VaultContext,
  work: Work,
  proved: ProvedGrant,
  beaten: LiveGrant | undefined,
): Promise<'connected' | 'changed'> {
  try {
    return await ctx.database.db.$transaction((tx) => commitIn(tx, ctx, work, proved, beaten), {
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
  work: Work,
  proved: ProvedGrant,
  beaten: LiveGrant | undefined,
): Promise<'connected' | 'changed'> {
  await lockExchange(tx, work);
  const own = await lockConnections(tx, work, proved, beaten);
  const identity = identityOf(work, proved);
  const live = await lockLiveGrant(tx, identity);
  if (!isSameGrant(live, beaten)) return 'changed';
  const connectionId = own?.id ?? (await insertConnection(tx, identity, proved));
  if (own !== undefined) await reopenConnection(tx, own.id, proved);
  if (live !== undefined && live.connectionId !== connectionId) {
    await replaceOther(tx, ctx, work, live, connectionId);
  }
  const connection = { ...identity, connectionId, customerId: work.customerId };
  await storeGrant(tx, ctx, { connection, tokens: proved.tokens, times: proved.tokens.times });
  await tellConnected(tx, work, proved, connectionId, own === undefined ? 'connected' : 'reconnected');
  await closeExchange(tx, work, connectionId);
  return 'connected';
}

function identityOf(work: Work, proved: ProvedGrant) {
  return {
    customerId: work.customerId,
    environment: work.environment,
    clientId: work.clientId,
    wiseUserId: proved.wiseUserId,
    profileId: proved.profile.profileId,
  };
}

async function lockExchange(tx: Tx, work: Work): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM public.exchanges WHERE attempt_id = ${work.attemptId}::uuid
      AND state = 'received' AND worker_until = ${work.fence}::timestamptz FOR UPDATE`;
  if (rows.length === 0) throw new WorkLostError();
}

/** Locks this customer's open connection to the profile, and the rival's, by id so that two cannot deadlock. */
async function lockConnections(
  tx: Tx,
  work: Work,
  proved: ProvedGrant,
  beaten: LiveGrant | undefined,
): Promise<OpenConnection | undefined> {
  const rows = await tx.$queryRaw<(OpenConnection & { isOwn: boolean })[]>`
    SELECT id, customer_id AS "customerId", customer_id = ${work.customerId}::uuid AS "isOwn"
    FROM public.connections
    WHERE id = ${beaten?.connectionId ?? null}::uuid OR (customer_id = ${work.customerId}::uuid
      AND environment = ${work.environment}::public.environment AND client_id = ${work.clientId}
      AND wise_user_id = ${proved.wiseUserId} AND profile_id = ${proved.profile.profileId}
      AND status <> 'disconnected')
    ORDER BY id FOR UPDATE`;
  return rows.find((row) => row.isOwn);
}

async function insertConnection(
  tx: Tx,
  identity: ReturnType<typeof identityOf>,
  { profile }: ProvedGrant,
): Promise<string> {
  const { id } = await tx.connection.create({
    data: { ...identity, profileType: profile.type, profileName: profile.name, status: 'active' },
    select: { id: true },
  });
  await tx.$executeRaw`
    UPDATE public.connections SET last_checked_at = now(), last_check = 'healthy' WHERE id = ${id}::uuid`;
  return id;
}

/** Same environment, client, Wise user and profile: the same connection goes on under the same id. */
async function reopenConnection(tx: Tx, connectionId: string, { profile }: ProvedGrant): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.connections SET
      status_changed_at = CASE WHEN status = 'active' THEN status_changed_at ELSE now() END,
      status = 'active', reason = NULL, connected_at = now(),
      profile_type = ${profile.type}::public.profile_type, profile_name = ${profile.name},
      last_checked_at = now(), last_check = 'healthy', check_again_at = NULL, token_may_work_until = NULL
    WHERE id = ${connectionId}::uuid`;
}

/** Wise killed the other customer's grant when this one was given (W3): say so, erase it, tell them. */
async function replaceOther(
  tx: Tx,
  ctx: VaultContext,
  work: Work,
  live: LiveGrant,
  byConnectionId: string,
): Promise<void> {
  await eraseGrant(tx, live.connectionId);
  await tx.$executeRaw`
    UPDATE public.connections SET status = 'needs_reconnect', reason = 'replaced', status_changed_at = now(),
      last_checked_at = now(), last_check = 'needs_reconnect',
      token_may_work_until = CASE WHEN ${live.accessExpiresAt}::timestamptz > now()
        THEN ${live.accessExpiresAt}::timestamptz END
    WHERE id = ${live.connectionId}::uuid AND status = 'active'`;
  await appendAudit(tx, {
    action: 'connection.replaced',
    actor: { kind: 'system', id: 'vault' },
    connectionId: live.connectionId,
    environment: work.environment,
    detail: { byConnectionId },
  });
  await tx.notice.create({
    data: { customerId: live.customerId, connectionId: live.connectionId, kind: 'replaced' },
    select: { id: true },
  });
  await raiseAlarm(tx, ctx, 'grant_replaced', work.environment);
}

async function tellConnected(
  tx: Tx,
  work: Work,
  { profile }: ProvedGrant,
  connectionId: string,
  kind: 'connected' | 'reconnected',
): Promise<void> {
  await appendAudit(tx, {
    action: `connection.${kind}`,
    actor: await customerActor(tx, work.customerId),
    connectionId,
    environment: work.environment,
    detail: { attemptId: work.attemptId, profileType: profile.type },
    personal: { profileName: profile.name },
  });
  await tx.notice.create({ data: { customerId: work.customerId, connectionId, kind }, select: { id: true } });
}

async function closeExchange(tx: Tx, work: Work, connectionId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.exchanges SET state = 'connected', reason = NULL, connection_id = ${connectionId}::uuid,
      finished_at = now(), worker_until = NULL
    WHERE attempt_id = ${work.attemptId}::uuid`;
  await tx.$executeRaw`DELETE FROM vault.exchange_tokens WHERE attempt_id = ${work.attemptId}::uuid`;
}
