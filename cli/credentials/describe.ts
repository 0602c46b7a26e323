import { statSync } from 'node:fs';
import type { Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import type { Verdict } from '#vault/credentials/decide-secret';
import { fingerprintOf } from '#vault/credentials/fingerprint';
import type { WiseClient } from '#vault/wise/client';
import type { SecretSlot } from '#vault/wise/client-secrets';

/** One secret of the settings; never its value. */
export type SecretFacts = {
  name: string;
  slot: SecretSlot;
  isSet: boolean;
  /** When its file was changed; null: it stands in the settings, or there is no such file. */
  fileChangedAt: string | null;
  verdict: Verdict | 'not_asked';
  isInUse: boolean;
};

export type ClientFacts = {
  environment: Environment;
  clientId: string;
  secrets: SecretFacts[];
  askedAt: string | null;
  inUseSince: string | null;
};

/** The secrets of a client as the settings name them, with what is known of each by its fingerprint. */
export function describeSecrets(
  { config, secrets }: WiseClient,
  known: { verdicts: Readonly<Record<string, Verdict>>; usedFingerprint?: string | undefined },
): SecretFacts[] {
  const base = config.environment === 'sandbox' ? 'WISE_SANDBOX' : 'WISE_PRODUCTION';
  return (['current', 'next'] as const).map((slot): SecretFacts => {
    const secret: Secret | undefined = secrets.named(slot);
    const fingerprint = secret && fingerprintOf(config, secret);
    return {
      name: `${base}_CLIENT_SECRET${slot === 'next' ? '_NEXT' : ''}`,
      slot,
      isSet: secret !== undefined,
      fileChangedAt: changedAt(config.secretFiles?.[slot]),
      verdict: fingerprint === undefined ? 'not_asked' : (known.verdicts[fingerprint] ?? 'not_asked'),
      isInUse: fingerprint !== undefined && fingerprint === known.usedFingerprint,
    };
  });
}

function changedAt(path: string | undefined): string | null {
  if (path === undefined) return null;
  return statSync(path, { throwIfNoEntry: false })?.mtime.toISOString() ?? null;
}

const VERDICTS: Record<SecretFacts['verdict'], string> = {
  works: 'works',
  refused: 'Wise refuses it',
  unanswered: 'Wise gave no answer about it',
  not_asked: 'Wise was not asked about it yet',
};

/** A client as lines for people. */
export function clientLines(facts: ClientFacts): string[] {
  const asked = facts.askedAt === null ? '' : `, asked ${facts.askedAt}`;
  const lines = facts.secrets.map((secret) => {
    if (!secret.isSet) return `  ${secret.name}: not set`;
    const parts = [VERDICTS[secret.verdict]];
    if (secret.isInUse) parts.push(`in use${facts.inUseSince === null ? '' : ` since ${facts.inUseSince}`}`);
    if (secret.fileChangedAt !== null) parts.push(`its file was changed ${secret.fileChangedAt}`);
    return `  ${secret.name}: ${parts.join('; ')}`;
  });
  return [`${facts.environment}, client ID ${facts.clientId}${asked}`, ...lines];
}

/** True when at least one secret of each client works, as far as is known. */
export function isEachWorking(clients: readonly ClientFacts[]): boolean {
  return clients.every(({ secrets }) => secrets.some(({ verdict }) => verdict === 'works'));
}
