import { tryWriting } from '#vault/grants/try-writing';
import type { VaultContext } from '#vault/runtime/context';
import type { Work } from './work-lease';

/**
 * Ends the exchange of an overtaken grant on the connection that overtook it, when that is the same
 * customer's and alive. No connection changes, so no audit row is due.
 */
export async function joinWinner(ctx: VaultContext, work: Work, connectionId: string): Promise<boolean> {
  return tryWriting(ctx, 'exchange-join', () =>
    ctx.database.db.$transaction(async (tx) => {
      const changed = await tx.$executeRaw`
        UPDATE public.exchanges SET state = 'connected', connection_id = ${connectionId}::uuid,
          finished_at = now(), worker_until = NULL
        WHERE attempt_id = ${work.attemptId}::uuid AND state = 'received'
          AND worker_until = ${work.fence}::timestamptz
          AND EXISTS (SELECT 1 FROM public.connections c WHERE c.id = ${connectionId}::uuid
            AND c.customer_id = ${work.customerId}::uuid AND c.status = 'active')`;
      if (changed === 0) return false;
      await tx.$executeRaw`DELETE FROM vault.exchange_tokens WHERE attempt_id = ${work.attemptId}::uuid`;
      return true;
    }),
  );
}
