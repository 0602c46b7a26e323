import { Secret } from '#lib/log/secret';

/** What Wise signs and verifies with: no RS*, no HS*, no none (docs/wise.md 10). */
export const SIGNING_ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** How a content key is wrapped; the content itself is always A256GCM. */
export const ENCRYPTION_ALGORITHM = 'RSA-OAEP-256';
export type KeyAlgorithm = SigningAlgorithm | typeof ENCRYPTION_ALGORITHM;
export type KeyUse = 'sig' | 'enc';

/** A private key of ours as its file says it; what the key is worth shows when it is imported (vault/jose/import-keys.ts). */
export type JoseKeyText = {
  /** By which Wise knows it: a UUID, or any label given in the Developer Hub. */
  kid: string;
  use: KeyUse;
  alg: KeyAlgorithm;
  notBefore: Date | null;
  notAfter: Date | null;
  format: 'jwk' | 'pem';
  text: Secret;
};

const KID = /^[\x21-\x7e]{1,100}$/;
const PRIVATE_PEM = /-----BEGIN PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END PRIVATE KEY-----/;

export function isSigningAlgorithm(text: unknown): text is SigningAlgorithm {
  return SIGNING_ALGORITHMS.some((known) => known === text);
}

/**
 * Reads a private key for `use`: a JWK with `kid` and `alg`, or PKCS #8 in PEM under lines `kid: …` and `alg: …` (RFC 7468
 * §2 allows text before the boundary).
 *
 * @returns what is wrong, without a character of the key.
 */
export function readJoseKey(text: string, use: KeyUse): JoseKeyText | { problem: string } {
  const named = text.trimStart().startsWith('{') ? readJwk(text) : readPem(text);
  if ('problem' in named) return named;
  const { kid, alg, format, members } = named;
  if (typeof kid !== 'string' || !KID.test(kid)) return { problem: 'names no kid of 1 to 100 characters' };
  const isRight = use === 'sig' ? isSigningAlgorithm(alg) : alg === ENCRYPTION_ALGORITHM;
  if (!isRight) {
    const wanted = use === 'sig' ? SIGNING_ALGORITHMS.join(', ') : ENCRYPTION_ALGORITHM;
    return { problem: `names no alg of ${wanted}` };
  }
  if (members.use !== undefined && members.use !== use)
    return { problem: `is not for this use (use: ${use})` };
  const operation = use === 'sig' ? 'sign' : 'decrypt';
  const { key_ops: operations } = members;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes(operation))) {
    return { problem: `may not ${operation} (key_ops)` };
  }
  return {
    kid,
    use,
    alg: alg as KeyAlgorithm,
    notBefore: timeOf(members.nbf),
    notAfter: timeOf(members.exp),
    format,
    text: new Secret(text),
  };
}

type Named = { kid: unknown; alg: unknown; format: 'jwk' | 'pem'; members: Record<string, unknown> };

function readJwk(text: string): Named | { problem: string } {
  let members: unknown;
  try {
    members = JSON.parse(text);
  } catch {
    return { problem: 'is not JSON' };
  }
  if (!isObject(members)) return { problem: 'is not a JWK' };
  if (typeof members.d !== 'string') return { problem: 'is not a private key' };
  return { kid: members.kid, alg: members.alg, format: 'jwk', members };
}

function readPem(text: string): Named | { problem: string } {
  if (!PRIVATE_PEM.test(text)) return { problem: 'is neither a JWK nor a PEM of a PRIVATE KEY (PKCS #8)' };
  const line = (name: string) => new RegExp(`^${name}:[ \\t]*(\\S+)[ \\t]*$`, 'm').exec(text)?.[1];
  return { kid: line('kid'), alg: line('alg'), format: 'pem', members: {} };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Seconds since 1970, as `exp` of a JWT. */
function timeOf(seconds: unknown): Date | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? new Date(seconds * 1_000) : null;
}
