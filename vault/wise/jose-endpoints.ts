import * as z from 'zod';
import type { Secret } from '#lib/log/secret';
import { type ApiAnswer, type ApiRequest, callApi } from './api-request';
import type { WiseClient } from './client';
import { parseStrict } from './lossless';

// Wise keeps these paths in the CalVer document too, so they are the same for every version (docs/wise.md 10).
const JOSE = '/v1/auth/jose';
const MAX_ANSWER_BYTES = 256 * 1024;

/** `access`: an application token of this client. */
type Call = { access: Secret; deadlineMs: number };

export type WiseJoseKey = { version: number; material: string };
export type JoseKeyOutcome =
  | { kind: 'key'; key: WiseJoseKey }
  | { kind: 'none' }
  | { kind: 'unauthorised' }
  | { kind: 'unavailable' };

/** How the key endpoints write an algorithm, and what they call its use. */
function named(alg: string) {
  return alg === 'RSA-OAEP-256'
    ? { algorithm: 'RSA_OAEP_256', scope: 'PAYLOAD_ENCRYPTION' }
    : { algorithm: alg, scope: 'PAYLOAD_SIGNING' };
}

const keySchema = z.object({
  version: z.int().nonnegative(),
  keyMaterial: z.object({ algorithm: z.string(), keyMaterial: z.string() }),
  scope: z.string(),
});

/**
 * A public key of Wise's for one algorithm (`joseResponsePublicKeysGet`): the newest, or the given version. A key that Wise
 * gives for another algorithm, use or version than was asked for is none.
 */
export async function fetchJoseKey(
  client: WiseClient,
  { access, deadlineMs, alg, version }: Call & { alg: string; version?: number | undefined },
): Promise<JoseKeyOutcome> {
  const wanted = named(alg);
  const query = new URLSearchParams(wanted);
  if (version !== undefined) query.set('version', String(version));
  const path = `${JOSE}/response/public-keys?${query}`;
  const answer = await send(client, { access, deadlineMs, method: 'GET', path });
  if (answer.kind !== 'answer') return answer;
  if (answer.status === 401) return { kind: 'unauthorised' };
  if (answer.status === 404 || answer.status === 422) return { kind: 'none' };
  const read = answer.status === 200 ? keySchema.safeParse(jsonOf(answer.body)) : undefined;
  if (!read?.success) return { kind: 'unavailable' };
  const { version: given, keyMaterial, scope } = read.data;
  const isWanted = keyMaterial.algorithm === wanted.algorithm && scope === wanted.scope;
  if (!isWanted || (version !== undefined && given !== version)) return { kind: 'none' };
  return { kind: 'key', key: { version: given, material: keyMaterial.keyMaterial } };
}

export type JoseUpload = {
  kid: string;
  alg: string;
  publicKey: string;
  notBefore: Date | null;
  notAfter: Date | null;
};
export type JoseUploadOutcome = { kind: 'uploaded' | 'known' | 'refused' | 'unauthorised' | 'unavailable' };

/** Gives Wise a public key of ours (`joseRequestPublicKeysCreate`); `known`: its kid is in use already. */
export async function uploadJoseKey(
  client: WiseClient,
  { access, deadlineMs, key }: Call & { key: JoseUpload },
): Promise<JoseUploadOutcome> {
  const { algorithm, scope } = named(key.alg);
  const body = JSON.stringify({
    keyId: key.kid,
    scope,
    ...(key.notBefore === null ? {} : { validFrom: wiseTime(key.notBefore) }),
    ...(key.notAfter === null ? {} : { validTill: wiseTime(key.notAfter) }),
    publicKeyMaterial: { algorithm, keyMaterial: key.publicKey },
  });
  const answer = await send(client, {
    access,
    deadlineMs,
    method: 'POST',
    path: `${JOSE}/request/public-keys`,
    body,
  });
  if (answer.kind !== 'answer') return answer;
  switch (answer.status) {
    case 200:
    case 201:
      return { kind: 'uploaded' };
    case 401:
      return { kind: 'unauthorised' };
    case 409:
      return { kind: 'known' };
    case 400:
    case 403:
    case 422:
      return { kind: 'refused' };
    default:
      return { kind: 'unavailable' };
  }
}

/** `yyyy-MM-dd HH:mm:ss`, UTC. */
function wiseTime(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}

export const PLAYGROUNDS = ['jws', 'jwe', 'jwe-direct-encryption', 'jwsjwe'] as const;
export type Playground = (typeof PLAYGROUNDS)[number];

export function playgroundPath(playground: Playground): string {
  return `${JOSE}/playground/${playground}`;
}

export type PlaygroundAnswer = ({ kind: 'answer' } & ApiAnswer) | { kind: 'unavailable' };

/** One call of a playground, which only echoes what it could open. */
export async function callPlayground(
  client: WiseClient,
  request: Call & {
    method: 'GET' | 'POST';
    playground: Playground;
    headers: Record<string, string>;
    body?: string;
  },
): Promise<PlaygroundAnswer> {
  const { playground, ...rest } = request;
  return send(client, { ...rest, path: playgroundPath(playground) });
}

async function send(
  client: WiseClient,
  request: Omit<ApiRequest, 'maxBodyBytes'>,
): Promise<PlaygroundAnswer> {
  // under a rule a key would be needed to fetch it, and a playground's call is sealed by whoever tries it
  const answer = await callApi(client, { ...request, maxBodyBytes: MAX_ANSWER_BYTES, hasOwnJose: true });
  return answer === undefined ? { kind: 'unavailable' } : { kind: 'answer', ...answer };
}

function jsonOf(text: string): unknown {
  try {
    return parseStrict(text);
  } catch {
    return undefined;
  }
}
