import { canary } from '#vault/certificates/canary';
import { askAboutEach } from '#vault/credentials/ask-about-secrets';
import type { Verdict } from '#vault/credentials/decide-secret';
import type { OwnKey } from '#vault/jose/import-keys';
import { type TrialOutcome, tryKey } from '#vault/jose/playground';
import type { VaultContext } from '#vault/runtime/context';
import { within } from '#vault/runtime/within';
import { webhookSettings } from '#vault/webhooks/settings';
import { keepSubscriptions, leadsHere, type SubscriptionState } from '#vault/webhooks/subscriptions';
import type { WiseClient } from '#vault/wise/client';
import type { WiseProbe } from '#vault/wise/probe';
import type { ClientCertificate } from '#vault/wise/transport/client-certificate';
import type { Trial } from '#vault/wise/transport/trial';

export type KeyProbe = { key: OwnKey; slot: 'current' | 'next'; outcome: TrialOutcome | undefined };

/** What was asked of Wise, and of our own public address, just now. undefined: no answer in time. */
export type Probes = {
  wise: WiseProbe | undefined;
  /** Of each client secret, by fingerprint. */
  verdicts: Readonly<Record<string, Verdict>> | undefined;
  /** null: no client certificate is set. */
  certificate: Trial | null | undefined;
  keys: readonly KeyProbe[];
  /** null: we keep no subscriptions here. */
  webhooks: { url: string; isReached: boolean | undefined; state: SubscriptionState | undefined } | null;
};

/** Asks side by side, each with a deadline of its own: one that hangs leaves the others measured. */
export async function probeClient(ctx: VaultContext, client: WiseClient): Promise<Probes> {
  const inTime = <Value>(work: Promise<Value>) => withinMs(ctx, work);
  const { signing, encryption } = await ctx.jose.of(client).keys();
  const setting = webhookSettings(ctx).find(({ environment }) => environment === client.config.environment);
  const { certificate } = client.transport;
  // first: what it is answered says what time Wise has, and whether a token for the others is to be had
  const verdicts = inTime(askAboutEach(ctx, client));
  const [wise, tried, keys, webhooks] = await Promise.all([
    inTime(client.probe()),
    certificate === null ? null : inTime(tryCertificate(client, certificate)),
    Promise.all(
      [...withSlot(signing), ...withSlot(encryption)].map(async ({ key, slot }) => ({
        ...{ key, slot },
        outcome: await inTime(tryKey(ctx, client, key)),
      })),
    ),
    setting === undefined
      ? null
      : Promise.all([inTime(leadsHere(setting)), inTime(keepSubscriptions(ctx, setting, { makes: false }))]),
  ]);
  return {
    wise,
    verdicts: await verdicts,
    certificate: tried,
    keys,
    webhooks:
      setting === undefined || webhooks === null
        ? null
        : { url: setting.url, isReached: webhooks[0], state: webhooks[1] },
  };
}

/** A connection that is closed without a word may be an outage; twice in a row is how a server refuses. */
async function tryCertificate(client: WiseClient, certificate: ClientCertificate): Promise<Trial> {
  const first = await canary(client, certificate.current());
  if (first.kind !== 'closed') return first;
  const second = await canary(client, certificate.current());
  return second.kind === 'closed'
    ? { kind: 'refused', why: 'the connection is closed without a word' }
    : second;
}

const withSlot = (keys: readonly OwnKey[]) =>
  keys.map((key, at) => ({ key, slot: at === 0 ? ('current' as const) : ('next' as const) }));

/** What fails was not measured either. */
async function withinMs<Value>(
  { deadlines, log }: Pick<VaultContext, 'deadlines' | 'log'>,
  work: Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await within(work, deadlines.readinessProbeMs, undefined);
  } catch (err) {
    log.warn({ err }, 'readiness: a probe failed');
    return undefined;
  }
}
