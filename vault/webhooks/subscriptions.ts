import type { Secret } from '#lib/log/secret';
import { outbound } from '#lib/net/outbound';
import { raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import {
  createSubscription,
  listSubscriptions,
  requestTest,
  type Subscription,
  type SubscriptionOutcome,
} from '#vault/wise/webhook-subscriptions';
import { recordGap } from './gaps';
import type { WebhookSetting } from './settings';

export type Ctx = Pick<VaultContext, 'database' | 'log' | 'applicationTokens'>;

/** How our subscriptions of one environment are. */
export type SubscriptionState =
  | { kind: 'ok'; present: Subscription[]; made: Subscription[]; missing: WebhookSetting['events'] }
  /** The address does not lead to our listener, so nothing was made. */
  | { kind: 'unreachable'; missing: WebhookSetting['events'] }
  | { kind: 'refused'; status: number }
  | { kind: 'unavailable' };

/**
 * Looks at the subscriptions at Wise and makes those that are missing, after our own address was asked whether it leads here.
 * One that we had and Wise has not any more is a gap: staff are alarmed, and connections are asked about.
 */
export async function keepSubscriptions(
  ctx: Ctx,
  setting: WebhookSetting,
  { makes }: { makes: boolean },
): Promise<SubscriptionState> {
  const listed = await withToken(ctx, setting, (ask) => listSubscriptions(setting.client, ask));
  if (listed.kind !== 'ok') return toState(listed);
  const present = listed.value.filter(({ url }) => url === setting.url);
  await noteMissed(ctx, setting, present);
  const missing = setting.events.filter(
    ({ eventType, schemaVersion }) =>
      !present.some((each) => each.eventType === eventType && each.schemaVersion === schemaVersion),
  );
  if (missing.length === 0 || !makes) return { kind: 'ok', present, made: [], missing };
  if (!(await leadsHere(setting))) return { kind: 'unreachable', missing };
  const made: Subscription[] = [];
  for (const event of missing) {
    const wanted = { ...event, url: setting.url };
    const outcome = await withToken(ctx, setting, (ask) => createSubscription(setting.client, ask, wanted));
    if (outcome.kind !== 'ok') return toState(outcome);
    made.push(outcome.value);
  }
  await remember(ctx, setting, made);
  return { kind: 'ok', present, made, missing: [] };
}

/** Asks Wise for a test message by any subscription of ours; how many it queued. */
export async function askForTest(
  ctx: Ctx,
  setting: WebhookSetting,
  subscriptionId: string,
): Promise<SubscriptionOutcome<number>> {
  return withToken(ctx, setting, (ask) => requestTest(setting.client, ask, subscriptionId));
}

const toState = (outcome: Exclude<SubscriptionOutcome<unknown>, { kind: 'ok' }>): SubscriptionState =>
  outcome.kind === 'unauthorised' ? { kind: 'refused', status: 401 } : outcome;

type Ask = { access: Secret; applicationKey: string };

async function withToken<Value>(
  { applicationTokens }: Ctx,
  { client, applicationKey }: WebhookSetting,
  act: (ask: Ask) => Promise<SubscriptionOutcome<Value>>,
): Promise<SubscriptionOutcome<Value>> {
  const outcome = await applicationTokens.call<SubscriptionOutcome<Value>>(client, (access) =>
    act({ access, applicationKey }),
  );
  if (outcome.kind !== 'no_token') return outcome;
  const isRefused = outcome.isRenewal || outcome.token.kind === 'refused';
  return { kind: isRefused ? 'unauthorised' : 'unavailable' };
}

/** Whether the public address leads to a listener of ours: Wise sends a test the moment a subscription is made. */
export async function leadsHere({
  url,
  environment,
}: Pick<WebhookSetting, 'url' | 'environment'>): Promise<boolean> {
  try {
    const answer = await outbound(new URL(url), { method: 'GET', deadlineMs: 5_000, maxBodyBytes: 1_024 });
    const said: unknown = JSON.parse(answer.body);
    return (
      answer.status === 200 &&
      typeof said === 'object' &&
      said !== null &&
      'takes' in said &&
      'environment' in said &&
      said.environment === environment
    );
  } catch {
    return false;
  }
}

/** What we had and Wise has not; and all that there is now is remembered. */
async function noteMissed(ctx: Ctx, { environment, url }: WebhookSetting, present: readonly Subscription[]) {
  const ids = present.map(({ id }) => id);
  await ctx.database.db.$transaction(async (tx) => {
    const missed = await tx.$executeRaw`
      DELETE FROM vault.webhook_subscriptions
      WHERE environment = ${environment}::public.environment AND url = ${url} AND NOT id = ANY (${ids}::text[])`;
    if (missed === 0) return;
    await raiseAlarm(tx, ctx, 'webhook_subscription_missing', environment);
    await recordGap(tx, environment, 'subscription_missing');
  });
  await remember(ctx, { environment }, present);
}

async function remember(
  { database }: Ctx,
  { environment }: Pick<WebhookSetting, 'environment'>,
  subscriptions: readonly Subscription[],
): Promise<void> {
  await database.db.$executeRaw`
    INSERT INTO vault.webhook_subscriptions (environment, id, event_type, schema_version, url)
    SELECT ${environment}::public.environment, * FROM unnest(${subscriptions.map(({ id }) => id)}::text[],
      ${subscriptions.map(({ eventType }) => eventType)}::text[],
      ${subscriptions.map(({ schemaVersion }) => schemaVersion)}::text[], ${subscriptions.map(({ url }) => url)}::text[])
    ON CONFLICT (environment, id) DO UPDATE SET seen_at = now()`;
}
