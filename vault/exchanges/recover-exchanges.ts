import { AppError } from '#lib/errors/app-error';
import { repeat, type Stop } from '#lib/jobs/repeat';
import { toOpenError } from '#vault/grants/grant-record';
import { claimReceived, type Exchange, findReceived, openReceived } from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';
import { finishExchange, finishReceived } from './finish-exchange';
import { completeExchange } from './run-exchange';

/** Exchanges this process works on at once. */
const MAX_AT_ONCE = 8;

/**
 * Brings every exchange to its end after crashes, outages and stops: overdue ones are interrupted, received grants
 * checked and promoted. (The refresh loop revokes those of refused ones.) Any number of vaults may run it.
 *
 * @returns stops the loop after the pass under way; work it started is drained with `ctx.tasks`.
 */
export function startExchangeRecovery(ctx: VaultContext): Stop {
  const working = new Set<string>();
  return repeat({
    work: () => recover(ctx, working),
    everyMs: ctx.deadlines.loopMs,
    onError: (error) => ctx.log.warn({ err: error }, 'exchange recovery failed'),
  });
}

async function recover(ctx: VaultContext, working: Set<string>): Promise<void> {
  for (const exchange of await findOverdue(ctx)) await interrupt(ctx, exchange);
  for (const attemptId of await findReceived(ctx, MAX_AT_ONCE)) {
    if (working.size >= MAX_AT_ONCE || ctx.tasks.isStopping) return;
    if (working.has(attemptId)) continue;
    working.add(attemptId);
    const done = () => working.delete(attemptId);
    ctx.tasks.start('exchange recovery', () => takeUp(ctx, attemptId).finally(done));
  }
}

/** Sent, and no answer by the deadline: whoever sent it is gone or will find its answer late. */
function findOverdue(ctx: VaultContext): Promise<Exchange[]> {
  return ctx.database.db.$queryRaw<Exchange[]>`
    SELECT attempt_id AS "attemptId", customer_id AS "customerId", environment::text AS environment,
      client_id AS "clientId", profile_id AS "profileId", registration_id AS "registrationId"
    FROM public.exchanges WHERE state = 'sent' AND deadline_at <= now() ORDER BY sent_at LIMIT 100`;
}

/** One that cannot be ended must not keep the others from it. */
async function interrupt(ctx: VaultContext, exchange: Exchange): Promise<void> {
  try {
    await finishExchange(ctx, exchange, { state: 'interrupted', reason: null }, { from: 'sent' });
  } catch (error) {
    ctx.log.error({ attemptId: exchange.attemptId, err: error }, 'an overdue exchange could not be ended');
  }
}

/** Takes up a received grant that nobody works on, from its stored tokens, and brings its exchange to its end. */
export async function takeUp(ctx: VaultContext, attemptId: string): Promise<void> {
  const claimed = await claimReceived(ctx, attemptId);
  if (claimed === undefined) return;
  const { lease, sealed, times } = claimed;
  if (lease.isTooOld) {
    await finishReceived(ctx, lease, { state: 'failed', reason: 'wise_unavailable' });
    return;
  }
  try {
    await completeExchange(ctx, lease, openReceived(ctx, sealed, times));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'RECORD_REFUSED') throw error;
    await toOpenError(ctx, lease, error);
    // Its refresh token may still open, and then revokes the grant at Wise.
    await finishReceived(ctx, lease, { state: 'interrupted', reason: null });
  }
}
