import type { InventoryOnTheWire } from '#lib/contract/inventory';
import { listenerTls } from '#lib/env/listener-tls';
import { readText } from '#lib/env/text-file.mjs';
import { parseTlsPair } from '#lib/env/tls-pair';
import { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';

/** The certificates of the vault's own listeners, and when each ends. */
export function describeListeners({ env }: Pick<VaultContext, 'env'>): InventoryOnTheWire['listeners'] {
  return (['PARTNER_API', 'VAULT_INTERNAL', 'WEBHOOK'] as const).flatMap((name) => {
    const files = listenerTls(name, env);
    if (files === undefined) return [];
    const [certificate, key] = [readText(files.certificateFile), readText(files.keyFile)];
    if ('problem' in certificate || 'problem' in key) return [];
    // whatever the date: one that has expired is what staff look for
    const read = parseTlsPair({ certificate: certificate.text, key: new Secret(key.text) });
    if ('problem' in read) return [];
    return [{ name: `${name}_TLS_CERTIFICATE_FILE`, validTo: read.pair.validTo.toISOString() }];
  });
}
