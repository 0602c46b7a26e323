import { setTimeout as sleep } from 'node:timers/promises';
import type { VaultAlarm } from '#lib/contract/notifications';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { repeat, type Stop } from '#lib/jobs/repeat';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import { isUsable } from '#vault/keys/key-ring';
import { isConfigured } from '#vault/limits/callable-clients';
import type { VaultContext } from '#vault/runtime/context';
import { forgetOldOutcomes, isBreakerOpen } from './circuit-breaker';
import { type DueRow, findDue, putOffFrozen } from './find-due';
import { refreshGrant } from './refresh';
import { revoke } from './revoke';

/** What one process's loop may do. How fast it may is the deployment's rate (vault/limits/refresh-rate.ts). */
export const LOOP_LIMITS = {
  /** Calls to Wise that are open at a time. */
  atOnce: 16,
};

type Loop = {
  ctx: VaultContext;
  atOnce: number;
  /** What is being refreshed or revoked now, by grant. */
  active: Map<string, Promise<unknown>>;
  isStopped: boolean;
};

/** Rows that were tried, and environments whose rate was used up by others, in this tick. */
type Tick = { seen: Set<string>; refused: Set<Environment> };

/** Rows of one tick. Each search names those that were tried; while many are due, a tick would have no end. */
const SEEN_AT_MOST = 1_000;

/** Ticks of the loop from one housekeeping to the next. */
const HOUSEKEEPING_EVERY_TICKS = 30;

/**
 * Refreshes what is due, resolves lost answers and dead holders' rows, and revokes what was disconnected. Runs
 * in every vault process; the lease in the row keeps them apart. The returned function stops searching and
 * resolves when the calls in flight have ended.
 */
export function startRefreshLoop(ctx: VaultContext, limits: Partial<typeof LOOP_LIMITS> = {}): Stop {
  const loop: Loop = { ctx, ...LOOP_LIMITS, ...limits, active: new Map(), isStopped: false };
  const stops = [
    repeat({
      work: () => workThrough(loop),
      everyMs: ctx.deadlines.loopMs,
      onError: (error) => ctx.log.error({ err: error }, 'a tick of the refresh loop failed'),
    }),
    repeat({
      work: () => housekeeping(ctx),
      everyMs: HOUSEKEEPING_EVERY_TICKS * ctx.deadlines.loopMs,
      onError: (error) => ctx.log.error({ err: error }, 'housekeeping of the grants failed'),
    }),
  ];
  return async () => {
    loop.isStopped = true;
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all(loop.active.values());
  };
}

/**
 * While more is due, the next call starts when one ends, not at the next tick. None is tried twice in a tick: a row
 * that somebody else holds, or that cannot be handled, would be found again and again.
 */
async function workThrough(loop: Loop): Promise<void> {
  const { ctx, active, atOnce } = loop;
  await ctx.refreshRate.flushRecorded();
  const tick: Tick = { seen: new Set(), refused: new Set() };
  const goesOn = () => !loop.isStopped && !ctx.tasks.isStopping && tick.seen.size < SEEN_AT_MOST;
  while (goesOn() && (await startDue(loop, tick))) {
    if (active.size >= atOnce) await Promise.race(active.values());
  }
}

/** Starts what there is room for and what the rate permits; true when more may be due. */
async function startDue({ ctx, atOnce, active }: Loop, { seen, refused }: Tick): Promise<boolean> {
  const { refreshRate } = ctx;
  const free = atOnce - active.size;
  if (free <= 0) return true;
  const open = ENVIRONMENTS.filter((each) => !refused.has(each) && refreshRate.beginsInMs(each) === 0);
  const found = await findDue(ctx, free, [...active.keys(), ...seen], open);
  // What is being revoked is found whatever its environment.
  const due = found.filter(({ environment }) => open.includes(environment));
  let isMoreDue = found.length === free;
  for (const environment of new Set(due.map((row) => row.environment))) {
    const rows = due.filter((row) => row.environment === environment);
    const permits = await refreshRate.take(environment, rows.length, isMoreDue);
    for (const row of rows.slice(0, permits)) {
      seen.add(row.grantId);
      active.set(
        row.grantId,
        act(ctx, row).finally(() => active.delete(row.grantId)),
      );
    }
    if (permits === 0 && refreshRate.beginsInMs(environment) === 0) refused.add(environment);
    if (permits < rows.length) isMoreDue = true;
  }
  return due.length > 0 && isMoreDue ? true : waitForPermits(ctx);
}

/** Until the next reserved window begins, a second at most; false when none is. */
async function waitForPermits({ refreshRate }: VaultContext): Promise<boolean> {
  const waits = ENVIRONMENTS.map((each) => refreshRate.beginsInMs(each)).filter((ms) => ms > 0);
  if (waits.length === 0) return false;
  await sleep(Math.min(...waits));
  return true;
}

/** Never rejects: the row stays due, and the next tick or another vault takes it. */
async function act(ctx: VaultContext, row: DueRow): Promise<void> {
  try {
    if (row.state === 'ending') await revoke(ctx, row.grantId, { isPermitted: true });
    else await refreshGrant(ctx, row.connectionId, { why: row.state === 'settled' ? 'due' : 'recover' });
  } catch (error) {
    const { grantId, connectionId } = row;
    ctx.log.error({ grantId, connectionId, err: error }, 'a due grant could not be handled');
  }
}

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

/**
 * For how long nobody may have seen the cause before an alarm is closed. Vaults that are configured differently, as
 * while a change is rolled out, would open and close it in turn otherwise; a record that was refused tells of an event,
 * which is not seen again once the row is fixed or gone.
 */
const QUIET_MS = {
  client_id_changed: TEN_MINUTES_MS,
  wise_client_refused: TEN_MINUTES_MS,
  wise_version_gone: TEN_MINUTES_MS,
  record_refused: DAY_MS,
  grant_replaced: DAY_MS,
  vault_key_missing: TEN_MINUTES_MS,
} satisfies Partial<Record<VaultAlarm, number>>;

/** Alarms of an environment that is on. */
const OF_A_CLIENT = ['wise_client_refused', 'wise_version_gone'] as const;

/** Alarms for events, which have no state to look at again; of no environment where a key that files are sealed for is meant. */
const EVENTS = ['record_refused', 'grant_replaced', 'vault_key_missing'] as const;

/** Every half minute: alarms whose cause is there or gone, and what the loop and the breaker need not look at any more. */
export async function housekeeping(ctx: VaultContext): Promise<void> {
  const origins = await listOrigins(ctx);
  const unconfigured = origins
    .filter((origin) => !isConfigured(ctx, origin))
    .map(({ environment }) => environment);
  for (const environment of ENVIRONMENTS) {
    if (unconfigured.includes(environment)) await tryRaiseAlarm(ctx, 'client_id_changed', environment);
    else await clearQuiet(ctx, 'client_id_changed', environment);
    // One that is switched on is cleared by the next call that Wise accepts; here no call is made any more.
    if (!ctx.wise.hasEnvironment(environment))
      for (const code of OF_A_CLIENT) await clearQuiet(ctx, code, environment);
    if (!(await isBreakerOpen(ctx, environment)))
      await tryClearAlarm(ctx, 'mass_refresh_failure', environment);
  }
  for (const environment of [...ENVIRONMENTS, null])
    for (const code of EVENTS) await clearQuiet(ctx, code, environment);
  await alarmMissingKeys(ctx, origins);
  await putOffFrozen(ctx);
  await forgetOldOutcomes(ctx);
}

function clearQuiet(
  ctx: VaultContext,
  code: keyof typeof QUIET_MS,
  environment: Environment | null,
): Promise<void> {
  return tryClearAlarm(ctx, code, environment, QUIET_MS[code]);
}

/** Alarms while there are grants whose key this process lacks: it leaves them alone, so nothing else would tell. */
async function alarmMissingKeys(ctx: VaultContext, origins: GrantOrigin[]): Promise<void> {
  const missing = origins.filter(({ keyId }) => !isUsable(ctx.ring, keyId));
  for (const environment of new Set(missing.map((origin) => origin.environment))) {
    await tryRaiseAlarm(ctx, 'vault_key_missing', environment);
  }
}

/** Which client made a grant, and which key seals it. */
type GrantOrigin = { environment: Environment; clientId: string; keyId: string };

/**
 * Every (environment, client id, key) that any grant has, those that are being ended too. From one to the next by the
 * index that begins with them: there are a few, whatever the number of grants.
 */
async function listOrigins(ctx: VaultContext): Promise<GrantOrigin[]> {
  const { rows } = await ctx.database.pool.query<GrantOrigin>({
    name: 'grant-origins',
    text: `
      WITH RECURSIVE origin AS (
        (SELECT environment, client_id, key_id FROM vault.grants ORDER BY environment, client_id, key_id LIMIT 1)
        UNION ALL
        SELECT next.* FROM origin CROSS JOIN LATERAL (
          SELECT g.environment, g.client_id, g.key_id FROM vault.grants AS g
          WHERE (g.environment, g.client_id, g.key_id) > (origin.environment, origin.client_id, origin.key_id)
          ORDER BY g.environment, g.client_id, g.key_id LIMIT 1) AS next)
      SELECT environment, client_id AS "clientId", key_id AS "keyId" FROM origin`,
  });
  return rows;
}
