import { Secret } from '#lib/log/secret';
import { randomText } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { decryptDirect, encrypt } from './encrypt';
import { type Answer, isSealed, textOf } from './open';
import { joseHeaders, MAX_SEALED_BYTES, targetFor } from './seal';
import { forgetEncryptionKey } from './wise-keys';

/** In bytes, for A256GCM. */
const CONTENT_KEY_BYTES = 32;

/** The content key of one request, base64url: good for its own answer and nothing else. */
export type DirectKeep = { contentKey: Secret };

export type DirectRequest =
  | { kind: 'sealed'; headers: Record<string, string>; body: string; keep: DirectKeep }
  | { kind: 'too_large' }
  | { kind: 'unavailable' };

export type DirectAnswer =
  /** `wasSealed` false: Wise answered plain, which its schema says and its text does not. The caller decides. */
  { kind: 'opened'; body: Uint8Array; wasSealed: boolean } | { kind: 'refused' };

type Context = Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose' | 'log'>;

/**
 * A request in direct mode, as Wise demands it for PINs and device fingerprints: encrypted for Wise's key, to be answered
 * under this request's own content key. It needs no key of ours.
 */
export async function sealDirect(
  ctx: Context,
  client: WiseClient,
  payload: Uint8Array,
): Promise<DirectRequest> {
  if (payload.byteLength > MAX_SEALED_BYTES) return { kind: 'too_large' };
  const target = await targetFor(ctx, client, undefined);
  if (target === undefined) return { kind: 'unavailable' };
  const contentKey = new Secret(randomText(CONTENT_KEY_BYTES));
  const body = await encrypt(payload, { ...target, contentKey: bytesOf(contentKey) });
  return { kind: 'sealed', headers: joseHeaders('jwe', { hasBody: true }), body, keep: { contentKey } };
}

/** What Wise answered to a request in direct mode. Errors and empty answers come plain. */
export async function openDirect(
  ctx: Context,
  client: WiseClient,
  keep: DirectKeep,
  answer: Answer,
): Promise<DirectAnswer> {
  if (answer.status >= 500) forgetEncryptionKey(ctx, client);
  if (answer.body.byteLength === 0 || !isSealed(answer)) {
    return { kind: 'opened', body: answer.body, wasSealed: false };
  }
  const opened = await decryptDirect(textOf(answer.body), bytesOf(keep.contentKey));
  if (opened.kind === 'ok') return { kind: 'opened', body: opened.value, wasSealed: true };
  const { environment } = client.config;
  ctx.log.warn({ environment, reason: opened.reason }, 'jose: an answer in direct mode did not open');
  return { kind: 'refused' };
}

function bytesOf(contentKey: Secret): Uint8Array {
  return Buffer.from(contentKey.reveal(), 'base64url');
}
