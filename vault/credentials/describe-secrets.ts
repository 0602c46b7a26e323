import { statSync } from 'node:fs';
import type { Secret } from '#lib/log/secret';
import type { WiseClient } from '#vault/wise/client';
import type { SecretSlot } from '#vault/wise/client-secrets';
import type { Verdict } from './decide-secret';
import { fingerprintOf } from './fingerprint';

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
