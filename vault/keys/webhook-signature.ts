import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A public key that may have signed a webhook. */
export type WebhookKey = {
  readonly key: KeyObject;
  /** SHA-256 of its DER form in hex: what people compare. */
  readonly fingerprint: string;
};

const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----/g;
const MIN_BITS = 2048;

/**
 * The keys in a text of PEM blocks, each once.
 *
 * @returns what is wrong with the text, when it is anything but RSA public keys of 2048 bits or more.
 */
export function readWebhookKeys(text: string): { keys: WebhookKey[] } | { problem: string } {
  const blocks = text.match(PEM_BLOCK) ?? [];
  const rest = text.replaceAll(PEM_BLOCK, '').trim();
  if (blocks.length === 0 || rest !== '') {
    return { problem: 'must be PEM blocks "-----BEGIN PUBLIC KEY-----", one after the other' };
  }
  const keys: WebhookKey[] = [];
  for (const block of blocks) {
    const key = openPublicKey(block);
    if (key === undefined) return { problem: 'holds a block that is no public key' };
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType !== 'rsa' || bits < MIN_BITS) {
      return { problem: `holds a key that is not RSA of ${MIN_BITS} bits or more` };
    }
    const fingerprint = createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex');
    if (!keys.some((known) => known.fingerprint === fingerprint)) keys.push({ key, fingerprint });
  }
  return { keys };
}

function openPublicKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/**
 * The bytes of a signature header, or undefined for what no signature can look like. Canonical base64 only: a text that
 * decodes to the same bytes as another would be a second form of the same signature.
 */
export function readSignature(header: unknown): Buffer | undefined {
  if (typeof header !== 'string' || header.length > 1_368) return undefined;
  const bytes = Buffer.from(header, 'base64');
  if (bytes.length < MIN_BITS / 8 || bytes.toString('base64') !== header) return undefined;
  return bytes;
}

/** Which of the keys made this signature over these bytes: RSASSA-PKCS1-v1_5 with SHA-256 (docs/wise.md 12.2). */
export function findSigner(
  keys: readonly WebhookKey[],
  body: Uint8Array,
  signature: Uint8Array,
): WebhookKey | undefined {
  return keys.find(({ key }) => verify('sha256', body, key, signature));
}

/** SHA-256 of what was signed: by it a repeat is known (W10). */
export function digestOf(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}
