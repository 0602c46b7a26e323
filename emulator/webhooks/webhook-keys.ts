import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

type KeyPair = { publicKey: KeyObject; privateKey: KeyObject };

/** The emulator's own keys for webhooks: Wise's private ones are Wise's. Made when first asked for. */
export class WebhookKeys {
  #wise: KeyPair | undefined;
  #stranger: KeyPair | undefined;

  /** `X-Signature-SHA256`: RSASSA-PKCS1-v1_5 with SHA-256 over the bytes of the body, in base64. */
  sign(body: string): string {
    return signWith(this.#ours, body);
  }

  /** As `sign`, by a key that nobody was told of. */
  forge(body: string): string {
    this.#stranger ??= newPair();
    return signWith(this.#stranger, body);
  }

  /** The public key as Wise publishes its own. */
  pem(): string {
    return this.#ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  get #ours(): KeyPair {
    this.#wise ??= newPair();
    return this.#wise;
  }
}

function newPair(): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function signWith({ privateKey }: KeyPair, body: string): string {
  return sign('sha256', Buffer.from(body), privateKey).toString('base64');
}
