import { appendAudit } from '#lib/audit/append';
import type { FailureReason, RefusalReason } from '#lib/contract/connections';
import type { Tx } from '#lib/db/client';
import { actorOfExchange } from '#vault/connections/caller';
import { LeaseLostError } from '#vault/grants/lease';
import { markAffectedByExchange } from '#vault/grants/mark-unverified';
import { eraseReceived } from '#vault/grants/promote';
import type { Exchange, ReceivedLease } from '#vault/grants/received-grant';
import { startRevocationOfReceived } from '#vault/grants/start-revocation';
import { markExchangeOver } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';

/** How an exchange ends without a connection. */
export type ExchangeResult =
  | { state: 'refused'; reason: RefusalReason }
  | { state: 'failed'; reason: FailureReason }
  /** Sent, and nobody can say what became of it: the code is never sent again (design 4.2). */
  | { state: 'interrupted'; reason: Extract<FailureReason, 'unreadable_answer'> | null };

export type Finish = {
  /** The state it ends from; anything else means that somebody else was faster, and nothing is written. */
  from: 'sent' | 'received';
  /** The caller's lease of the received grant. */
  epoch?: bigint;
  /** The incoming grant is known to be dead at Wise, so there is nothing to revoke there. */
  isDeadAtWise?: boolean;
  /** Known after `GET /v1/me`: revoking the incoming grant may touch this user's other tokens. */
  wiseUserId?: string;
};

/**
 * Ends an exchange without a connection, with its audit row. Its access token is erased at once; a refresh
 * token stays sealed until `revoke` has used it to kill what Wise gave.
 *
 * @returns true when this call ended it.
 */
export async function finishExchange(
  ctx: VaultContext,
  exchange: Exchange,
  result: ExchangeResult,
  finish: Finish,
): Promise<boolean> {
  return retryWrite(ctx, 'exchange-finish', async () => {
    try {
      await ctx.database.db.$transaction((tx) => finishIn(tx, ctx, exchange, result, finish));
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError) return false;
      throw error;
    }
  });
}

/** The same by the holder of the received grant's lease. @throws LeaseLostError */
export async function finishReceived(
  ctx: VaultContext,
  lease: ReceivedLease,
  result: ExchangeResult,
  finish: Omit<Finish, 'from' | 'epoch'> = {},
): Promise<void> {
  const isOurs = await finishExchange(ctx, lease, result, {
    ...finish,
    from: 'received',
    epoch: lease.epoch,
  });
  if (!isOurs) throw new LeaseLostError();
}

async function finishIn(
  tx: Tx,
  ctx: VaultContext,
  exchange: Exchange,
  result: ExchangeResult,
  { from, epoch = null, isDeadAtWise = false, wiseUserId }: Omit<Finish, 'epoch'> & { epoch?: bigint | null },
): Promise<void> {
  const { attemptId, environment } = exchange;
  const changed = await tx.$executeRaw`
    UPDATE public.exchanges SET state = ${result.state}::public.exchange_state, reason = ${result.reason},
      finished_at = now()
    WHERE attempt_id = ${attemptId}::uuid AND state = ${from}::public.exchange_state`;
  if (changed === 0) throw new LeaseLostError();
  if (from === 'received') {
    const isOurs = isDeadAtWise
      ? await eraseReceived(tx, attemptId, epoch)
      : await startRevocationOfReceived(tx, ctx, attemptId, epoch);
    if (!isOurs) throw new LeaseLostError();
    if (!isDeadAtWise) await markAffectedByExchange(tx, ctx, exchange, wiseUserId);
  }
  await appendAudit(tx, {
    action: 'connection.refused',
    actor: await actorOfExchange(tx, exchange),
    environment,
    detail: { attemptId, state: result.state, reason: result.reason },
  });
  if (exchange.registrationId !== null) await markExchangeOver(tx, exchange.registrationId, result);
}

/**
 * Links the exchange of a grant that was replaced to the connection whose grant replaced it, when that is the same
 * customer's and alive. No connection changes, so no audit row is due.
 */
export async function linkToExistingConnection(
  ctx: VaultContext,
  lease: ReceivedLease,
  connectionId: string,
): Promise<boolean> {
  return retryWrite(ctx, 'exchange-link', () =>
    ctx.database.db.$transaction(async (tx) => {
      const changed = await tx.$executeRaw`
        UPDATE public.exchanges SET state = 'connected', connection_id = ${connectionId}::uuid, finished_at = now()
        WHERE attempt_id = ${lease.attemptId}::uuid AND state = 'received'
          AND EXISTS (SELECT 1 FROM vault.grants g WHERE g.attempt_id = ${lease.attemptId}::uuid
            AND g.epoch = ${lease.epoch})
          AND EXISTS (SELECT 1 FROM public.connections c WHERE c.id = ${connectionId}::uuid
            AND c.customer_id = ${lease.customerId}::uuid AND c.status = 'active')`;
      if (changed === 1) await eraseReceived(tx, lease.attemptId, null);
      return changed === 1;
    }),
  );
}
