import type { ReadinessCheck } from '#lib/contract/readiness';
import { isLoopback } from '#lib/env/fields';
import type { VaultContext } from '#vault/runtime/context';
import type { Known } from './credential-checks';
import { found } from './found';

/** The vault asks Wise for a test message after a day of silence: two days are more than chance. */
const OLD_MS = 2 * 86_400_000;

/** The public address, and what Wise sends there: subscriptions, and the last delivery with the key that signed it. */
export async function checkWebhooks(ctx: VaultContext, known: Known): Promise<ReadinessCheck[]> {
  return [...checkSubscriptions(known), await checkDelivery(ctx, known)];
}

function checkSubscriptions({ client, probes: { webhooks } }: Known): ReadinessCheck[] {
  if (webhooks === null) return [found('webhook_address', 'off')];
  const { url, isReached, state } = webhooks;
  const isHere = isLoopback(new URL(url).hostname);
  const address = () => {
    if (isHere && client.config.environment === 'production') return 'here';
    if (isReached === undefined) return 'unanswered';
    return isReached ? 'reached' : 'not_reached';
  };
  return [found('webhook_address', address(), { url }), subscriptions(state)];
}

function subscriptions(state: NonNullable<Known['probes']['webhooks']>['state']): ReadinessCheck {
  const id = 'webhook_subscriptions';
  if (state?.kind === 'refused') return found(id, 'refused', { status: state.status });
  if (state?.kind !== 'ok') return found(id, 'unanswered');
  const names = (events: readonly { eventType: string; schemaVersion: string }[]) =>
    events.length === 0
      ? undefined
      : events.map(({ eventType, schemaVersion }) => `${eventType}@${schemaVersion}`).join(', ');
  const seen = { present: names(state.present), missing: names(state.missing) };
  return found(id, state.missing.length === 0 ? 'present' : 'missing', seen);
}

async function checkDelivery(ctx: VaultContext, { client, facts, now }: Known): Promise<ReadinessCheck> {
  const { environment } = client.config;
  const row = await ctx.database.db.webhookWatch.findUnique({ where: { environment } });
  const keys = facts.webhooks.keys.join(', ');
  const seen = { keys, delivered_at: row?.deliveredAt, signed_by: row?.signedBy, gap_since: row?.gapSince };
  if (row === null || row.deliveredAt === null) return found('webhook_delivery', 'never', seen);
  if (row.gapSince !== null) return found('webhook_delivery', 'gap', seen);
  const isOld = now.getTime() - row.deliveredAt.getTime() > OLD_MS;
  return found('webhook_delivery', isOld ? 'old' : 'verified', seen);
}
