import { Agent } from 'undici';
import { readText } from '#lib/env/text-file.mjs';
import { readTlsPair } from '#lib/env/tls-pair';
import { AppError } from '#lib/errors/app-error';
import type { WebEnv } from '#web/env/web-env';

type Settings = Pick<
  WebEnv,
  'VAULT_INTERNAL_CA_FILE' | 'VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE' | 'VAULT_INTERNAL_CLIENT_KEY_FILE'
>;

/** The files are looked at no more often. */
const LOOK_EVERY_MS = 15_000;

type Kept = { agent: Agent; made: string; lookedAt: number };
let kept: Kept | undefined;

/**
 * The connections to a vault whose internal listener has TLS: whom to trust, and the certificate to show. New files are
 * used within 15 seconds; what is under way ends over the old connections.
 *
 * @returns undefined where the system's authorities do and no certificate is shown.
 * @throws AppError VAULT_UNAVAILABLE when the files cannot be used and were never.
 */
export function vaultDispatcher(settings: Settings, lookEveryMs: number = LOOK_EVERY_MS): Agent | undefined {
  if (!settings.VAULT_INTERNAL_CA_FILE && !settings.VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE) return undefined;
  const now = performance.now();
  if (kept !== undefined && now - kept.lookedAt < lookEveryMs) return kept.agent;
  const read = readFiles(settings);
  if (read === undefined) {
    if (kept === undefined)
      throw new AppError('VAULT_UNAVAILABLE', { log: 'the TLS files for the vault cannot be used' });
    return kept.agent;
  }
  const made = JSON.stringify(read);
  if (kept?.made !== made) {
    const old = kept?.agent;
    kept = { agent: new Agent({ connect: read }), made, lookedAt: now };
    // whoever has asked for it may not have used it yet
    if (old !== undefined) setTimeout(() => void old.close(), LOOK_EVERY_MS).unref();
  }
  kept.lookedAt = now;
  return kept.agent;
}

function readFiles(settings: Settings): { ca?: string; cert?: string; key?: string } | undefined {
  const ca = settings.VAULT_INTERNAL_CA_FILE;
  const authority = ca === undefined ? undefined : readText(ca);
  if (authority !== undefined && 'problem' in authority) return undefined;
  const trusted = authority === undefined ? {} : { ca: authority.text };
  const certificateFile = settings.VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE;
  const keyFile = settings.VAULT_INTERNAL_CLIENT_KEY_FILE;
  if (certificateFile === undefined || keyFile === undefined) return trusted;
  const read = readTlsPair({ certificateFile, keyFile });
  if ('problem' in read) return undefined;
  return { ...trusted, cert: read.pair.certificate, key: read.pair.key.reveal() };
}
