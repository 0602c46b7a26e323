import type { ClientInventoryOnTheWire as OnTheWire } from '#lib/contract/inventory';
import { isAlarmOpen } from '#vault/alarms/alarm';
import { describeSecrets } from '#vault/credentials/describe-secrets';
import { readLastLook } from '#vault/credentials/last-look';
import type { OwnKey } from '#vault/jose/import-keys';
import { activeKey, type JoseParty } from '#vault/jose/jose';
import { readWebhookKeys } from '#vault/keys/webhook-signature';
import type { VaultContext } from '#vault/runtime/context';
import { webhookSettings } from '#vault/webhooks/settings';
import { keySetting } from '#vault/webhooks/signing-keys';
import type { WiseClient } from '#vault/wise/client';

/** What is known of one client of ours at Wise. */
export async function describeClient(ctx: VaultContext, client: WiseClient): Promise<OnTheWire> {
  const { environment, clientId, apiUrl, apiVersion } = client.config;
  const probe = client.lastProbe();
  const [look, certificate, jose, webhooks] = await Promise.all([
    readLastLook(ctx, client.config),
    describeCertificate(ctx, client),
    describeJose(ctx.jose.of(client)),
    describeWebhooks(ctx, client),
  ]);
  const { answeredAt, failedAt, clockAheadSeconds } = client.heard;
  return {
    ...{ environment, clientId, apiVersion, certificate, jose, webhooks, clockAheadSeconds },
    host: new URL(apiUrl).host,
    probe: probe && { ...probe, at: probe.at.toISOString() },
    secrets: describeSecrets(client, {
      verdicts: look?.verdicts ?? {},
      usedFingerprint: look?.usedFingerprint,
    }),
    askedAt: iso(look?.checkedAt),
    inUseSince: iso(look?.usedSince),
    answeredAt: iso(answeredAt),
    failedAt: iso(failedAt),
  };
}

async function describeCertificate(
  ctx: VaultContext,
  { config: { environment }, transport }: WiseClient,
): Promise<OnTheWire['certificate']> {
  if (transport.certificate === null) return null;
  const { commonName, fingerprint, keyKind, validFrom, validTo } = transport.certificate.current();
  return {
    ...{ commonName, fingerprint, keyKind },
    validFrom: validFrom.toISOString(),
    validTo: validTo.toISOString(),
    isRefused: await isAlarmOpen(ctx.database.db, 'client_certificate_refused', environment),
  };
}

async function describeJose(party: JoseParty): Promise<OnTheWire['jose']> {
  const { signing, encryption } = await party.keys();
  return {
    rules: party.settings.rules.filter(({ mode }) => mode !== 'off').length,
    keys: [signing, encryption].flatMap((keys) => keys.map((key, at) => describeKey(party, keys, key, at))),
  };
}

function describeKey(party: JoseParty, keys: readonly OwnKey[], key: OwnKey, at: number) {
  return {
    kid: key.kid,
    use: key.use,
    alg: key.alg,
    slot: at === 0 ? ('current' as const) : ('next' as const),
    isInUse: activeKey(party, keys) === key,
    notAfter: iso(key.notAfter),
  };
}

async function describeWebhooks(
  ctx: VaultContext,
  { config: { environment } }: WiseClient,
): Promise<OnTheWire['webhooks']> {
  const { db } = ctx.database;
  const setting = webhookSettings(ctx).find((each) => each.environment === environment);
  const watch = await db.webhookWatch.findUnique({ where: { environment } });
  const subscriptions = await db.webhookSubscription.findMany({
    where: { environment },
    orderBy: { eventType: 'asc' },
    take: 100,
  });
  const { text, file } = keySetting(ctx.env, environment);
  const read = readWebhookKeys(text);
  const ownText = {
    sandbox: ctx.env.WISE_SANDBOX_WEBHOOK_KEYS,
    production: ctx.env.WISE_PRODUCTION_WEBHOOK_KEYS,
  };
  return {
    isKept: setting !== undefined,
    url: setting?.url ?? null,
    subscriptions: subscriptions.map(({ eventType, schemaVersion, madeAt, seenAt }) => ({
      ...{ eventType, schemaVersion },
      madeAt: madeAt.toISOString(),
      seenAt: seenAt.toISOString(),
    })),
    keys: 'keys' in read ? read.keys.map(({ fingerprint }) => fingerprint) : [],
    isPublished: file === undefined && ownText[environment] === undefined,
    listeningAt: iso(watch?.listeningAt),
    deliveredAt: iso(watch?.deliveredAt),
    gapSince: iso(watch?.gapSince),
  };
}

export const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;
