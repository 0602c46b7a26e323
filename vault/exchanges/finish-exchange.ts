import { appendAudit } from '#lib/audit/append';
import type { FailureReason, RefusalReason } from '#lib/contract/connections';
import type { Tx } from '#lib/db/client';
import { tryWriting } from '#vault/grants/try-writing';
import type { VaultContext } from '#vault/runtime/context';
import { customerActor } from './customer-actor';
import type { Exchange } from './exchange';
import { unsettleRivals } from './unsettle-rivals';

export type Ending =
  | { state: 'refused'; reason: RefusalReason }
  | { state: 'failed'; reason: FailureReason }
  /** Sent, and nobody can say what became of it: the code is never sent again (design 4.2). */
  | { state: 'interrupted'; reason: Extract<FailureReason, 'unreadable_answer'> | null };

export type Finish = {
  /** The state it ends from; anything else means that somebody else was faster, and nothing is written. */
  from: 'sent' | 'received';
  /** The work lease, when the exchange is being worked on. */
  fence?: string;
  /** The newcomer's grant is known to be dead at Wise, so there is nothing to end there. */
  isDeadAtWise?: boolean;
  /** Known after `GET /v1/me`: ending the newcomer's grant may touch this user's other tokens. */
  wiseUserId?: string;
};

/**
 * Ends an exchange without a connection, with its audit row. Its access token is erased at once; a refresh
 * token stays sealed until `endExchangeGrant` has used it to kill what Wise gave.
 *
 * @returns true when this call ended it.
 */
export async function finishExchange(
  ctx: VaultContext,
  exchange: Exchange,
  ending: Ending,
  finish: Finish,
): Promise<boolean> {
  return tryWriting(ctx, 'exchange-finish', () =>
    ctx.database.db.$transaction((tx) => finishIn(tx, ctx, exchange, ending, finish)),
  );
}

async function finishIn(
  tx: Tx,
  ctx: VaultContext,
  exchange: Exchange,
  ending: Ending,
  { from, fence, isDeadAtWise = false, wiseUserId }: Finish,
): Promise<boolean> {
  const { attemptId, environment } = exchange;
  const changed = await tx.$executeRaw`
    UPDATE public.exchanges SET state = ${ending.state}::public.exchange_state, reason = ${ending.reason},
      finished_at = now(), worker_until = NULL, open_leases = 0
    WHERE attempt_id = ${attemptId}::uuid AND state = ${from}::public.exchange_state
      AND (${fence ?? null}::timestamptz IS NULL OR worker_until = ${fence ?? null}::timestamptz)`;
  if (changed === 0) return false;
  await tx.$executeRaw`UPDATE vault.exchange_tokens SET access = NULL WHERE attempt_id = ${attemptId}::uuid`;
  await tx.$executeRaw`
    DELETE FROM vault.exchange_tokens
    WHERE attempt_id = ${attemptId}::uuid AND (refresh IS NULL OR ${isDeadAtWise}::boolean)`;
  if (from === 'received' && !isDeadAtWise) await unsettleRivals(tx, ctx, exchange, wiseUserId);
  await appendAudit(tx, {
    action: 'connection.refused',
    actor: await customerActor(tx, exchange.customerId),
    environment,
    detail: { attemptId, state: ending.state, reason: ending.reason },
  });
  return true;
}
