import { sha256Hex } from '#lib/hash/sha256';
import type { SigningKey } from '#vault/keys/signing-key';

const FORMAT = 'connect-wise incident report 1';

/** What one line says. */
export type Fact = Record<string, unknown>;

/**
 * The report as signed lines (docs/runbooks/breach.md has the format). Each carries the SHA-256 of the hash before it and of its own
 * text, and a signature of it: a changed byte is found in its line, also where somebody makes all hashes anew.
 */
export function signReport(signer: SigningKey, facts: readonly Fact[]): string {
  const { keyId, publicKey } = signer;
  const head = { format: FORMAT, key: { id: keyId, publicKey } };
  let hash = '0'.repeat(64);
  return [head, ...facts, { end: { lines: facts.length + 2 } }]
    .map((fact) => {
      const text = JSON.stringify(fact).slice(0, -1);
      hash = sha256Hex(hash + text);
      const signature = signer.sign(`${FORMAT}\n${hash}`).toString('base64');
      return `${text},"hash":"${hash}","signature":"${signature}"}\n`;
    })
    .join('');
}
