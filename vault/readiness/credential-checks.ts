import type { ClientInventoryOnTheWire } from '#lib/contract/inventory';
import type { FindingOf, ReadinessCheck } from '#lib/contract/readiness';
import { SECRET_DAYS, SOON_DAYS } from '#lib/deadlines/deadlines-of';
import { describeSecrets } from '#vault/credentials/describe-secrets';
import type { WiseClient } from '#vault/wise/client';
import { found } from './found';
import type { KeyProbe, Probes } from './probe';

const DAY_MS = 86_400_000;
const SOON_MS = SOON_DAYS * DAY_MS;
/** More than a signature's age may be off by (docs/wise.md 10); a machine with a time service is far below. */
const CLOCK_WRONG_SECONDS = 30;
const CLOCK_OFF_SECONDS = 5;

/** What is known of one client, and when that is compared. */
export type Known = { client: WiseClient; facts: ClientInventoryOnTheWire; probes: Probes; now: Date };

export function checkClientSecret({ client, facts, probes, now }: Known): ReadinessCheck {
  const used = facts.secrets.find(({ isInUse }) => isInUse);
  const secrets = describeSecrets(client, { verdicts: probes.verdicts ?? {} }).filter(({ isSet }) => isSet);
  const working = secrets.filter(({ verdict }) => verdict === 'works');
  const shown = working.find(({ name }) => name === used?.name) ?? working[0] ?? secrets[0];
  const isUsed = shown !== undefined && shown.name === used?.name;
  const since = isUsed ? facts.inUseSince : null;
  const seen = { setting: shown?.name, in_use_since: since, file_changed_at: shown?.fileChangedAt };
  const age = since ?? shown?.fileChangedAt ?? null;
  const finding = (): FindingOf<'client_secret'> => {
    if (secrets.every(({ verdict }) => verdict === 'refused')) return 'refused';
    if (working.length === 0) return 'unanswered';
    if (secrets.some(({ slot, verdict }) => slot === 'next' && verdict === 'refused')) return 'next_refused';
    return age !== null && now.getTime() - Date.parse(age) > SECRET_DAYS * DAY_MS ? 'old' : 'works';
  };
  return found('client_secret', finding(), seen);
}

/** By the Date header of Wise's token endpoint, to a second. */
export function checkClock({ facts: { clockAheadSeconds: ahead } }: Known): ReadinessCheck {
  if (ahead === null) return found('clock', 'unknown');
  const off = Math.abs(ahead);
  const finding = off >= CLOCK_WRONG_SECONDS ? 'wrong' : off >= CLOCK_OFF_SECONDS ? 'off' : 'agrees';
  return found('clock', finding, { clock_ahead_seconds: ahead });
}

export function checkCertificate({
  client,
  facts,
  probes: { certificate: trial },
  now,
}: Known): ReadinessCheck {
  const { environment, clientId } = client.config;
  const { certificate } = client.transport;
  if (certificate === null || facts.certificate === null)
    return found('client_certificate', environment === 'production' ? 'missing' : 'off');
  const { commonName, fingerprint, keyKind, validTo } = facts.certificate;
  const seen = { fingerprint, common_name: commonName, key_kind: keyKind, valid_to: validTo };
  const onDisk = certificate.read();
  if ('problem' in onDisk)
    return found('client_certificate', 'file_unusable', { ...seen, reason: onDisk.problem });
  if (trial?.kind === 'refused')
    return found('client_certificate', 'refused', { ...seen, reason: trial.why });
  if (facts.certificate.isRefused) return found('client_certificate', 'refused', seen);
  if (trial?.kind !== 'works') return found('client_certificate', 'unanswered', seen);
  if (Date.parse(validTo) - now.getTime() <= SOON_MS) return found('client_certificate', 'ends_soon', seen);
  return found('client_certificate', commonName === clientId ? 'works' : 'other_name', seen);
}

/** A line for each key of ours: what it is declared for, whether Wise knows it, when it ends. */
export function checkJoseKeys({ probes: { keys }, now }: Known): ReadinessCheck[] {
  if (keys.length === 0) return [found('jose_key', 'off')];
  return keys.map((probe) => {
    const { key, slot, outcome } = probe;
    const seen = { kid: key.kid, use: key.use, slot, algorithm: key.alg, valid_to: key.notAfter };
    const reason = outcome?.kind === 'refused' ? outcome.why : undefined;
    return found('jose_key', keyFinding(probe, now), { ...seen, reason });
  });
}

function keyFinding({ key: { notAfter }, outcome }: KeyProbe, now: Date): FindingOf<'jose_key'> {
  const leftMs = notAfter === null ? Number.POSITIVE_INFINITY : notAfter.getTime() - now.getTime();
  if (leftMs <= 0) return 'ended';
  if (outcome?.kind === 'refused') return 'refused';
  if (outcome?.kind !== 'proved') return 'unanswered';
  return leftMs <= SOON_MS ? 'ends_soon' : 'proved';
}
