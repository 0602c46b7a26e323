import { setTimeout as sleep } from 'node:timers/promises';
import { elapsedMs, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { BegunExchange } from './begin-exchange';

/**
 * Waits before a code that was certainly not sent is tried again. The fault is ours and passes: Wise refuses our client
 * certificate (W14) or every client secret (design 4.14). The row says that it waits, for the customer's page. Only this
 * process has the code, so a vault that stops ends the exchange.
 *
 * @param since when the exchange began.
 * @returns the exchange as it begins anew; undefined when the code is too old, the vault stops, or somebody else has ended it.
 */
export async function holdUnsent(
  ctx: VaultContext,
  exchange: BegunExchange,
  since: BegunExchange['startedAt'],
): Promise<BegunExchange | undefined> {
  if (ctx.tasks.isStopping || elapsedMs(since) > ctx.deadlines.holdUnsentMs) return undefined;
  await sleep(ctx.deadlines.holdPauseMs);
  if (ctx.tasks.isStopping) return undefined;
  const startedAt = readClocks();
  const rows = await retryWrite(
    ctx,
    'exchange-hold',
    () => ctx.database.db.$queryRaw<{ sentAt: Date }[]>`
      UPDATE public.exchanges SET sent_at = now(), held_since = coalesce(held_since, now()),
        deadline_at = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond'
      WHERE attempt_id = ${exchange.attemptId}::uuid AND state = 'sent' RETURNING sent_at AS "sentAt"`,
  );
  const [row] = rows;
  return row === undefined ? undefined : { ...exchange, sentAt: row.sentAt, startedAt };
}
