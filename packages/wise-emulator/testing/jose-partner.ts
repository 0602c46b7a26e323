import { createPublicKey, type KeyObject } from 'node:crypto';
import { expect } from 'vitest';
import type { Emulator } from '#emulator/server';
import { CLIENT } from './emulator-for-tests';
import { type KeyPair, pairFor, rsaPair, type SigningName } from './jose-by-hand';

/** The playground's documented clear texts, there and back, and the two documented refusals. */
export const SAID = JSON.stringify({ message: 'This is an example from docs.wise.com' });
export const ECHO = {
  message: 'jose-playground-response-This is an example from docs.wise.com',
  method: 'POST',
};
export const JWS_ERROR = { error: 'jws_error', error_description: 'Unable to verify the request signature' };
export const FAILED = {
  message: 'An unexpected error occurred',
  request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
};

/** Made once: each takes a tenth of a second and more of the processor. No test sees the same one twice. */
const RSA_PAIRS: KeyPair[] = [];

type Wise = {
  get(): Emulator;
  token(fields: Record<string, string>): Promise<{ body: { access_token: string } }>;
};

export type Answered = { status: number; type: string | null; text: string };

/** A partner's back end that signs and encrypts: its token, its uploaded keys, and Wise's. */
export class JosePartner {
  readonly #wise: Wise;
  token = '';
  /** The encryption key that was uploaded last. */
  #answerKey: string | undefined;
  #rsaPairs = 0;

  constructor(wise: Wise) {
    this.#wise = wise;
  }

  /** A new token, and none of the keys of earlier tests. */
  async signIn(): Promise<void> {
    const { partnerKeys } = this.#wise.get().state;
    this.#answerKey = undefined;
    this.#rsaPairs = 0;
    for (const { keyId } of partnerKeys.of(CLIENT.clientId)) partnerKeys.remove(CLIENT.clientId, keyId);
    this.token = (await this.#wise.token({ grant_type: 'client_credentials' })).body.access_token;
  }

  async uploadSigningKey(alg: SigningName, fields: object = {}): Promise<KeyPair & { kid: string }> {
    return this.#upload(
      alg,
      'PAYLOAD_SIGNING',
      pairFor(alg, () => this.#rsaPair()),
      fields,
    );
  }

  async uploadEncryptionKey(fields: object = {}): Promise<KeyPair & { kid: string }> {
    const key = await this.#upload('RSA_OAEP_256', 'PAYLOAD_ENCRYPTION', this.#rsaPair(), fields);
    this.#answerKey = key.kid;
    return key;
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.#wise.get().url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** Wise's public key of an algorithm. */
  async wiseKey(algorithm: string, version?: number): Promise<{ key: KeyObject; version: number }> {
    const scope = algorithm === 'RSA_OAEP_256' ? 'PAYLOAD_ENCRYPTION' : 'PAYLOAD_SIGNING';
    const query = new URLSearchParams({ algorithm, scope, ...(version && { version: String(version) }) });
    const response = await fetch(`${this.#wise.get().url}/v1/auth/jose/response/public-keys?${query}`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    const found = (await response.json()) as { version: number; keyMaterial: { keyMaterial: string } };
    const der = Buffer.from(found.keyMaterial.keyMaterial, 'base64');
    return { key: createPublicKey({ key: der, format: 'der', type: 'spki' }), version: found.version };
  }

  /** One call with the documented headers; `headers` changes them. */
  async call(
    path: string,
    method: string,
    body: string | undefined,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    // required of these two, absent on the others
    const isNamed = (body === undefined && method === 'jwe') || method === 'jws+jwe';
    const response = await fetch(`${this.#wise.get().url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(isNamed && { 'x-tw-jose-encryption-kid': this.#answerKey ?? crypto.randomUUID() }),
        authorization: `Bearer ${this.token}`,
        accept: 'application/jose+json',
        'x-tw-jose-method': method,
        ...(body !== undefined && { 'content-type': 'application/jose+json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }

  #rsaPair(): KeyPair {
    const at = this.#rsaPairs;
    this.#rsaPairs += 1;
    RSA_PAIRS[at] ??= rsaPair();
    return RSA_PAIRS[at];
  }

  async #upload(algorithm: string, scope: string, pair: KeyPair, fields: object) {
    const kid = crypto.randomUUID();
    const keyMaterial = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const asked = { keyId: kid, scope, publicKeyMaterial: { algorithm, keyMaterial }, ...fields };
    const { status, body } = await this.post('/v1/auth/jose/request/public-keys', asked);
    if (status !== 201) throw new Error(`The key was not taken: ${status} ${JSON.stringify(body)}`);
    return { ...pair, kid };
  }
}

/** Status and parsed body. */
export function answered({ status, text }: Answered): [number, unknown] {
  return [status, JSON.parse(text)];
}

/** The same bytes, one bit of the first turned over. */
export function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}
