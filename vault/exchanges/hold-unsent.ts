import { setTimeout as sleep } from 'node:timers/promises';
import { elapsedMs, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { BegunExchange } from './begin-exchange';

/**
 * Waits with a code of which it is certain that it was not sent, because of a fault of ours that passes: our client
 * certificate is refused (W14), or every client secret (design 4.14). The row says so, for the customer's page. The code is in this process's memory alone, so a
 * vault that stops ends the exchange.
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
