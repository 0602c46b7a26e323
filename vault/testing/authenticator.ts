import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { RequestOptions } from '#lib/contract/step-up';

const FLAGS = { present: 0x01, verified: 0x04, hasCredential: 0x40 };
const KINDS = {
  ES256: { alg: -7, hash: 'sha256' },
  EdDSA: { alg: -8, hash: null },
  RS256: { alg: -257, hash: 'sha256' },
} as const;
type Kind = keyof typeof KINDS;

/** What an attacker, or a broken authenticator, does otherwise. */
export type Otherwise = {
  origin?: string;
  rpId?: string;
  isVerified?: boolean;
  counter?: number;
  type?: string;
};

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

/** A passkey in memory: makes what a browser and its authenticator make together (WebAuthn 6.1, 6.5). */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(16).toString('base64url');
  readonly kind: Kind;
  readonly #origin: string;
  readonly #rpId: string;
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  #counter = 0;

  constructor({ origin = 'http://localhost:3000', kind = 'ES256' }: { origin?: string; kind?: Kind } = {}) {
    this.kind = kind;
    this.#origin = origin;
    this.#rpId = new URL(origin).hostname;
    const pair = makePair(kind);
    this.#key = pair.privateKey;
    this.#publicKey = pair.publicKey;
  }

  /** COSE, as the server stores it. */
  get publicKey(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(isoCBOR.encode(coseKey(this.kind, this.#publicKey)));
  }

  /** The text of the form's field after an enrolment. */
  create(options: { challenge: string }, otherwise: Otherwise = {}): string {
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.byteLength);
    const authData = Buffer.concat([
      this.#header(FLAGS.hasCredential, otherwise),
      Buffer.alloc(16),
      length,
      id,
      this.publicKey,
    ]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData('webauthn.create', options.challenge, otherwise).toString('base64url'),
      attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** The text of the form's field after an approval. */
  get(options: Pick<RequestOptions, 'challenge'>, otherwise: Otherwise = {}): string {
    const authenticatorData = this.#header(0, otherwise);
    const clientData = this.#clientData('webauthn.get', options.challenge, otherwise);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    return this.#credential({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign(KINDS[this.kind].hash, signed, this.#key).toString('base64url'),
    });
  }

  #header(flags: number, { rpId = this.#rpId, isVerified = true, counter }: Otherwise): Buffer {
    this.#counter = counter ?? this.#counter + 1;
    const header = Buffer.alloc(37);
    sha256(rpId).copy(header);
    header.writeUInt8(FLAGS.present | (isVerified ? FLAGS.verified : 0) | flags, 32);
    header.writeUInt32BE(this.#counter, 33);
    return header;
  }

  #clientData(type: string, challenge: string, otherwise: Otherwise): Buffer {
    const { origin = this.#origin } = otherwise;
    return Buffer.from(
      JSON.stringify({ type: otherwise.type ?? type, challenge, origin, crossOrigin: false }),
    );
  }

  #credential(response: Record<string, unknown>): string {
    const { credentialId: id } = this;
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  }
}

function makePair(kind: Kind) {
  if (kind === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (kind === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

function coseKey(kind: Kind, key: KeyObject) {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64url'));
  const { alg } = KINDS[kind];
  const map = new Map<number, number | Uint8Array>();
  if (kind === 'ES256') map.set(1, 2).set(3, alg).set(-1, 1).set(-2, bytes(jwk.x)).set(-3, bytes(jwk.y));
  if (kind === 'EdDSA') map.set(1, 1).set(3, alg).set(-1, 6).set(-2, bytes(jwk.x));
  if (kind === 'RS256') map.set(1, 3).set(3, alg).set(-1, bytes(jwk.n)).set(-2, bytes(jwk.e));
  return map;
}
