import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { lockConnection, markDisconnected } from '#vault/connections/connection-row';
import { finishExchange } from '#vault/exchanges/finish-exchange';
import type { Exchange } from '#vault/grants/received-grant';
import { revoke } from '#vault/grants/revoke';
import { startRevocation } from '#vault/grants/start-revocation';
import { closeRegistrationOf, endRegistration } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import type { OpenErasure } from './erasure-row';

/** First half of an erasure: every live connection is disconnected, what is under way is ended and revoked. */
export async function endAccess(ctx: VaultContext, erasure: OpenErasure): Promise<void> {
  await endExchanges(ctx, erasure.customerId);
  await endRegistrations(ctx, erasure.customerId);
  const { db } = ctx.database;
  const open = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM public.connections WHERE customer_id = ${erasure.customerId}::uuid AND status <> 'disconnected'
    ORDER BY id`;
  for (const { id } of open) {
    const grantId = await db.$transaction((tx) => disconnectOne(tx, ctx, erasure, id));
    if (grantId !== undefined) ctx.tasks.start('revoke', () => revoke(ctx, grantId));
  }
}

/** As a disconnect (design 4.5), but no message: the address that it would go to is erased with it. */
async function disconnectOne(
  tx: Tx,
  ctx: VaultContext,
  erasure: OpenErasure,
  connectionId: string,
): Promise<string | undefined> {
  const connection = await lockConnection(tx, connectionId);
  if (connection === undefined || connection.status === 'disconnected') return undefined;
  const revocation = await startRevocation(tx, ctx, connectionId);
  await markDisconnected(tx, connectionId, 'erasure', revocation?.accessExpiresAt);
  await appendAudit(tx, {
    action: 'connection.disconnected',
    actor: { kind: 'staff', id: erasure.staffId, role: erasure.role },
    connectionId,
    environment: connection.environment,
    detail: { by: 'erasure', wasStatus: connection.status, erasureId: erasure.id },
  });
  await closeRegistrationOf(tx, connectionId);
  await tx.$executeRaw`
    UPDATE public.erasures SET disconnected = disconnected + 1 WHERE id = ${erasure.id}::uuid`;
  return revocation?.grantId;
}

/** What Wise has given already is revoked instead of connected. A code that was just sent is waited for. */
async function endExchanges(ctx: VaultContext, customerId: string): Promise<void> {
  const received = await ctx.database.db.$queryRaw<Exchange[]>`
    SELECT attempt_id AS "attemptId", customer_id AS "customerId", environment::text AS environment,
      client_id AS "clientId", profile_id AS "profileId", registration_id AS "registrationId"
    FROM public.exchanges WHERE customer_id = ${customerId}::uuid AND state = 'received'`;
  for (const exchange of received) {
    await finishExchange(
      ctx,
      exchange,
      { state: 'failed', reason: 'wise_unavailable' },
      { from: 'received' },
    );
  }
}

async function endRegistrations(ctx: VaultContext, customerId: string): Promise<void> {
  const open = await ctx.database.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM public.wise_registrations
    WHERE customer_id = ${customerId}::uuid AND state IN ('reserved', 'created', 'connected')`;
  for (const { id } of open) {
    await ctx.database.db.$transaction((tx) => endRegistration(tx, id, 'closed'));
  }
}
