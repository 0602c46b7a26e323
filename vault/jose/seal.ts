import type { JoseMethod } from '#vault/env/jose-settings';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { type EncryptionTarget, encrypt } from './encrypt';
import { type OwnKey, signingKeyOf } from './import-keys';
import { signThenEncrypt } from './nested';
import { sign } from './sign';
import { wiseKey } from './wise-keys';

export const JOSE_TYPE = 'application/jose+json';
/** What we seal at most, in bytes: JOSE cannot stream. */
export const MAX_SEALED_BYTES = 1024 * 1024;

/** How a call is sealed: our keys, and the path that a signature is bound to. */
export type SealPlan = {
  method: JoseMethod;
  url: string;
  signing: OwnKey | undefined;
  encryption: OwnKey | undefined;
};

export type Sealed =
  | { kind: 'sealed'; headers: Record<string, string>; body: string | null }
  | { kind: 'too_large' }
  /** Wise's key could not be fetched, or we have none: nothing may go out plain instead. */
  | { kind: 'unavailable' };

/** Headers and body of a sealed call. Without a body there is nothing to sign or encrypt: only the answer is sealed. */
export async function seal(
  ctx: Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose'>,
  client: WiseClient,
  payload: Uint8Array | null,
  plan: SealPlan,
): Promise<Sealed> {
  const isEncrypted = plan.method !== 'jws';
  if (isEncrypted && plan.encryption === undefined) return { kind: 'unavailable' };
  const headers = joseHeaders(plan.method, {
    hasBody: payload !== null,
    ...(isEncrypted && plan.encryption !== undefined ? { answerKid: plan.encryption.kid } : {}),
  });
  if (payload === null) return { kind: 'sealed', headers, body: null };
  if (payload.byteLength > MAX_SEALED_BYTES) return { kind: 'too_large' };
  const target = isEncrypted ? await targetFor(ctx, client, plan.encryption?.kid) : undefined;
  if (isEncrypted && target === undefined) return { kind: 'unavailable' };
  const body = await wrap(payload, plan, target);
  return body === undefined ? { kind: 'unavailable' } : { kind: 'sealed', headers, body };
}

async function wrap(
  payload: Uint8Array,
  { method, url, signing }: SealPlan,
  target: EncryptionTarget | undefined,
): Promise<string | undefined> {
  if (method === 'jwe') return target && encrypt(payload, target);
  const signingKey = signing && signingKeyOf(signing);
  if (signingKey === undefined) return undefined;
  if (method === 'jws') return sign(payload, { url, key: signingKey });
  return target && signThenEncrypt(payload, { url, signingKey, target });
}

/** Wise's newest encryption key, with the name of ours that the answer is for. */
export async function targetFor(
  ctx: Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose'>,
  client: WiseClient,
  kid: string | undefined,
): Promise<EncryptionTarget | undefined> {
  const found = await wiseKey(ctx, client, { alg: 'RSA-OAEP-256' });
  if (typeof found === 'string') return undefined;
  return { key: found.key, ...(kid === undefined ? {} : { kid }) };
}

/** `answerKid`: the key of ours that Wise is to encrypt its answer for (docs/wise.md 10). */
export function joseHeaders(
  method: JoseMethod,
  { hasBody, answerKid }: { hasBody: boolean; answerKid?: string },
): Record<string, string> {
  return {
    accept: JOSE_TYPE,
    // what is signed is what is sent: no compression on either way
    'accept-encoding': 'identity',
    ...(hasBody ? { 'content-type': JOSE_TYPE, 'content-encoding': 'identity' } : {}),
    'x-tw-jose-method': method,
    ...(answerKid === undefined ? {} : { 'x-tw-jose-encryption-kid': answerKid }),
  };
}
