import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import * as z from 'zod';

type KeyPair = { publicKey: KeyObject; privateKey: KeyObject };

const snapshotSchema = z.strictObject({ privateKey: z.string().nullable() });

/** The emulator's own keys for webhooks: Wise's private ones are Wise's. Made when first asked for. */
export class WebhookKeys {
  #wise: KeyPair | undefined;
  #stranger: KeyPair | undefined;
  #kept: string | null = null;

  /** `X-Signature-SHA256`: RSASSA-PKCS1-v1_5 with SHA-256 over the bytes of the body, in base64. */
  sign(body: string): string {
    return signWith(this.#ours, body);
  }

  /** `X-Signature`, which Wise still sends beside the other: the same with SHA-1. */
  signOld(body: string): string {
    return signWith(this.#ours, body, 'sha1');
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

  /** A receiver keeps the public key, so the private one is kept too; a key of a test server, made up like its tokens. */
  toJSON(): { privateKey: string | null } {
    // Asked for with every answer of an emulator that is kept in a file.
    this.#kept ??= this.#wise?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? null;
    return { privateKey: this.#kept };
  }

  load(kept: unknown): void {
    const { privateKey: pem } = snapshotSchema.parse(kept);
    if (pem !== null) this.use(pem);
  }

  /** Signs with this private key from now on. Throws when it is none of RSA. */
  use(pem: string): void {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'rsa') throw new Error('Webhooks are signed with an RSA key.');
    this.#wise = { privateKey, publicKey: createPublicKey(privateKey) };
    this.#kept = null;
  }

  get #ours(): KeyPair {
    this.#wise ??= newPair();
    return this.#wise;
  }
}

function newPair(): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function signWith({ privateKey }: KeyPair, body: string, digest: 'sha256' | 'sha1' = 'sha256'): string {
  return sign(digest, Buffer.from(body), privateKey).toString('base64');
}
