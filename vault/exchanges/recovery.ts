import { repeat, type Stop } from '#lib/jobs/repeat';
import { clearAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import { endExchangeGrant } from './end-exchange-grant';
import type { Exchange } from './exchange';
import { finishExchange } from './finish-exchange';
import { promoteExchange } from './promote-exchange';
import { tellMissingKeys } from './tell-missing-keys';
import { findWork } from './work-lease';

/** Exchanges this process works on at once. */
const MAX_AT_ONCE = 8;
/** An alarm that tells of what was met, not of a state, closes itself when it is not met again for so long. */
const QUIET_MINUTES = { grant_replaced: 24 * 60, vault_key_missing: 10 } as const;

/**
 * Brings every exchange to its end after crashes, outages and stops: overdue ones are interrupted, received
 * ones promoted, grants of refused ones ended. Any number of vaults may run it.
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
  await takeUp(ctx, working, await findWork(ctx, 'received', MAX_AT_ONCE), promoteExchange);
  await takeUp(ctx, working, await findWork(ctx, 'ended', MAX_AT_ONCE), endExchangeGrant);
  await tellMissingKeys(ctx);
  await closeQuietAlarms(ctx);
}

/** One that cannot be ended must not keep the others from it. */
async function interrupt(ctx: VaultContext, exchange: Exchange): Promise<void> {
  try {
    await finishExchange(ctx, exchange, { state: 'interrupted', reason: null }, { from: 'sent' });
  } catch (error) {
    ctx.log.error({ attemptId: exchange.attemptId, err: error }, 'an overdue exchange could not be ended');
  }
}

async function takeUp(
  ctx: VaultContext,
  working: Set<string>,
  attemptIds: string[],
  act: (ctx: VaultContext, attemptId: string) => Promise<void>,
): Promise<void> {
  for (const attemptId of attemptIds) {
    if (working.size >= MAX_AT_ONCE || ctx.tasks.isStopping) return;
    if (working.has(attemptId)) continue;
    working.add(attemptId);
    ctx.tasks.start('exchange recovery', () => act(ctx, attemptId).finally(() => working.delete(attemptId)));
  }
}

/** Sent, and no answer by the deadline: whoever sent it is gone or will find its answer late. */
function findOverdue(ctx: VaultContext): Promise<Exchange[]> {
  return ctx.database.db.$queryRaw<Exchange[]>`
    SELECT attempt_id AS "attemptId", customer_id AS "customerId", environment::text AS environment,
      client_id AS "clientId", profile_id AS "profileId"
    FROM public.exchanges WHERE state = 'sent' AND deadline_at <= now() ORDER BY sent_at LIMIT 100`;
}

async function closeQuietAlarms(ctx: VaultContext): Promise<void> {
  for (const [code, minutes] of Object.entries(QUIET_MINUTES) as [keyof typeof QUIET_MINUTES, number][]) {
    const quiet = await ctx.database.db.$queryRaw<{ environment: Exchange['environment'] | null }[]>`
      SELECT environment::text AS environment FROM public.alarms
      WHERE code = ${code} AND cleared_at IS NULL
        AND last_seen_at < now() - ${minutes}::int * interval '1 minute'`;
    for (const { environment } of quiet) await clearAlarm(ctx.database.db, ctx, code, environment);
  }
}
