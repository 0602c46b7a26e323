import { clearAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/context';
import { repeat, type Stop } from '#vault/repeat';
import { endExchangeGrant } from './end-exchange-grant';
import type { Exchange } from './exchange';
import { finishExchange } from './finish-exchange';
import { promoteExchange } from './promote-exchange';

/** Exchanges this process works on at once. */
const MAX_AT_ONCE = 8;
/** `grant_replaced` tells of an event, not of a state: it closes itself when nothing more happens. */
const EVENT_ALARM_HOURS = 24;

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
  for (const exchange of await findOverdue(ctx)) {
    await finishExchange(ctx, exchange, { state: 'interrupted', reason: null }, { from: 'sent' });
  }
  await takeUp(ctx, working, await findReceived(ctx), promoteExchange);
  await takeUp(ctx, working, await findUnended(ctx), endExchangeGrant);
  await closeEventAlarms(ctx);
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

async function findReceived(ctx: VaultContext): Promise<string[]> {
  const rows = await ctx.database.db.$queryRaw<{ id: string }[]>`
    SELECT attempt_id AS id FROM public.exchanges
    WHERE state = 'received' AND (worker_until IS NULL OR worker_until <= now())
    ORDER BY worker_until NULLS FIRST LIMIT ${MAX_AT_ONCE}`;
  return rows.map((row) => row.id);
}

async function findUnended(ctx: VaultContext): Promise<string[]> {
  const rows = await ctx.database.db.$queryRaw<{ id: string }[]>`
    SELECT e.attempt_id AS id FROM vault.exchange_tokens t JOIN public.exchanges e USING (attempt_id)
    WHERE e.state NOT IN ('sent', 'received') AND (e.worker_until IS NULL OR e.worker_until <= now())
    ORDER BY e.worker_until NULLS FIRST LIMIT ${MAX_AT_ONCE}`;
  return rows.map((row) => row.id);
}

async function closeEventAlarms(ctx: VaultContext): Promise<void> {
  const open = await ctx.database.db.$queryRaw<{ environment: Exchange['environment'] | null }[]>`
    SELECT environment::text AS environment FROM public.alarms
    WHERE code = 'grant_replaced' AND cleared_at IS NULL
      AND last_seen_at < now() - ${EVENT_ALARM_HOURS}::int * interval '1 hour'`;
  for (const { environment } of open) {
    await clearAlarm(ctx.database.db, ctx, 'grant_replaced', environment);
  }
}
