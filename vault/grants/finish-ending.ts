import { appendAudit } from '#lib/audit/append';
import type { EndResult } from '#lib/contract/connections';
import type { VaultContext } from '#vault/runtime/context';
import type { EndingLease } from './claim-ending';
import { tellReceipt } from './tell-receipt';
import { tryWriting } from './try-writing';

/** Erases the grant row with its data key and writes receipt and audit row, in one transaction. */
export async function finishEnding(
  ctx: VaultContext,
  lease: EndingLease,
  result: EndResult,
): Promise<EndResult | 'pending'> {
  const { connectionId, environment, epoch } = lease;
  return tryWriting(ctx, 'grant-finish-ending', () =>
    ctx.database.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM public.connections WHERE id = ${connectionId}::uuid FOR NO KEY UPDATE`;
        const erased = await tx.$executeRaw`
          DELETE FROM vault.grants
          WHERE connection_id = ${connectionId}::uuid AND epoch = ${epoch} AND state = 'ending'`;
        // Somebody else has the row by now (or our own earlier try did it): theirs is the receipt.
        if (erased !== 1) return 'pending';
        await tx.$executeRaw`
          UPDATE public.connections SET end_result = ${result}, ended_at = now(),
            token_may_work_until = CASE WHEN ${result} = 'cancelled' THEN NULL ELSE token_may_work_until END
          WHERE id = ${connectionId}::uuid`;
        await tellReceipt(tx, connectionId);
        await appendAudit(tx, {
          action: 'connection.ended_at_wise',
          actor: { kind: 'system', id: 'vault' },
          connectionId,
          environment,
          detail: { result },
        });
        return result;
      },
      { maxWait: 5_000, timeout: 10_000 },
    ),
  );
}
