import { setTimeout as sleep } from 'node:timers/promises';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { recordGap } from './gaps';
import { type WebhookSetting, webhookSettings } from './settings';
import { askForTest, keepSubscriptions, type SubscriptionState } from './subscriptions';

/** Alarms for events, which have no state to look at again: closed when nothing was seen for so long. */
const QUIET_MS = { webhook_signatures_failing: 3_600_000, webhook_subscription_missing: 86_400_000 } as const;
const FORGET_AT_ONCE = 5_000;
const TRIES = 4;

/** Every few minutes: are our subscriptions there, does anything arrive, what may be forgotten. */
export const watchWebhooks: JobHandler<'webhooks.watch'> = async (ctx, _payload, signal) => {
  for (const environment of ENVIRONMENTS) await clearQuiet(ctx, environment);
  await forgetOld(ctx, signal);
  for (const setting of webhookSettings(ctx)) {
    const state = await keepPatiently(ctx, setting, signal);
    const { environment } = setting;
    if (state.kind !== 'ok')
      ctx.log.warn({ environment, state: state.kind }, 'webhook subscriptions were not kept');
    else await listenForSilence(ctx, setting, [...state.present, ...state.made].at(0)?.id);
  }
};

/** Wise, or a listener of ours, may be starting at this very moment, as in development: a few seconds are not five minutes. */
async function keepPatiently(
  ctx: VaultContext,
  setting: WebhookSetting,
  signal: AbortSignal,
): Promise<SubscriptionState> {
  for (let tries = 1; ; tries += 1) {
    const state = await keepSubscriptions(ctx, setting, { makes: setting.isRepaired });
    const mayPass = state.kind === 'unavailable' || state.kind === 'unreachable';
    if (!mayPass || tries >= TRIES || signal.aborted) return state;
    await sleep(ctx.deadlines.subscribeAgainMs, undefined, { signal }).catch(() => undefined);
  }
}

async function clearQuiet(ctx: VaultContext, environment: Environment): Promise<void> {
  for (const code of Object.keys(QUIET_MS) as (keyof typeof QUIET_MS)[])
    await clearAlarm(ctx.database.db, ctx, code, environment, QUIET_MS[code]);
}

/** Events older than WEBHOOK_RETENTION_DAYS, in batches of their own. */
async function forgetOld({ database, env }: VaultContext, signal: AbortSignal): Promise<void> {
  for (let count = FORGET_AT_ONCE; count === FORGET_AT_ONCE && !signal.aborted; ) {
    count = await database.db.$executeRaw`
      DELETE FROM vault.webhook_events WHERE id = ANY (ARRAY(SELECT id FROM vault.webhook_events
        WHERE received_at < now() - ${env.WEBHOOK_RETENTION_DAYS}::int * interval '1 day' AND position IS NOT NULL
        ORDER BY received_at LIMIT ${FORGET_AT_ONCE}::integer))`;
  }
}

type Silence = { isDue: boolean; isUnanswered: boolean; isAnswered: boolean };

/**
 * When nothing has come for a day, Wise is asked for a test message. One that does not arrive within a quarter of an hour
 * means that events may be missing; when anything arrives again, connections are asked about.
 */
async function listenForSilence(
  ctx: VaultContext,
  setting: WebhookSetting,
  subscriptionId: string | undefined,
): Promise<void> {
  const { environment } = setting;
  if (subscriptionId === undefined) return;
  const [seen] = await ctx.database.db.$queryRaw<Silence[]>`
    INSERT INTO vault.webhook_watch AS w (environment) VALUES (${environment}::public.environment)
    ON CONFLICT (environment) DO UPDATE SET environment = excluded.environment
    RETURNING coalesce(greatest(delivered_at, asked_for_test_at) < now() - interval '24 hours', true) AS "isDue",
      coalesce(asked_for_test_at < now() - interval '15 minutes'
        AND coalesce(delivered_at < asked_for_test_at, true), false) AS "isUnanswered",
      coalesce(delivered_at >= asked_for_test_at, false) AS "isAnswered"`;
  if (seen?.isUnanswered) await raiseAlarm(ctx.database.db, ctx, 'webhooks_silent', environment);
  if (seen?.isAnswered) {
    await ctx.database.db.$transaction(async (tx) => {
      if (await clearAlarm(tx, ctx, 'webhooks_silent', environment))
        await recordGap(tx, environment, 'silent');
    });
  }
  if (!seen?.isDue) return;
  const asked = await askForTest(ctx, setting, subscriptionId);
  if (asked.kind !== 'ok' || asked.value === 0) return;
  await ctx.database.db.$executeRaw`
    UPDATE vault.webhook_watch SET asked_for_test_at = now() WHERE environment = ${environment}::public.environment`;
}
