import type { JoseMethod } from '#vault/env/jose-settings';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { looksCompact } from './compact';
import { decrypt } from './encrypt';
import { decryptThenVerify } from './nested';
import { type JoseResult, ok, refused } from './result';
import { JOSE_TYPE } from './seal';
import { type VerificationKey, verify } from './sign';
import { wiseKey } from './wise-keys';

export type Answer = { status: number; contentType: string; body: Uint8Array };
type Context = Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose'>;
type KeyFor = Parameters<typeof verify>[1];

/** Whether an answer says that it is sealed, or looks so. */
export function isSealed({ contentType, body }: Answer): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === JOSE_TYPE || looksCompact(textOf(body));
}

/** Compact form is ASCII; a byte beyond it makes a character that no canonical part has. */
export function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
}

/**
 * Opens an answer that is sealed by `method`. When a signature fails under a key of Wise's that was kept, that key is
 * fetched again, once: Wise may have replaced it.
 *
 * @param onlyFor the one key of ours that the answer may be encrypted for; any of them when left out.
 */
export async function openSealed(
  ctx: Context,
  client: WiseClient,
  method: JoseMethod,
  body: Uint8Array,
  { onlyFor }: { onlyFor?: string | undefined } = {},
): Promise<JoseResult<Uint8Array>> {
  const text = textOf(body);
  const { encryption } = await ctx.jose.of(client).keys();
  // Every key that we still have, so that an answer under way while keys change opens.
  const decryption = (kid: string) =>
    encryption.find((key) => key.kid === kid && (onlyFor ?? kid) === kid)?.privateKey;
  const attempt = (keyFor: KeyFor) => {
    if (method === 'jwe') return decrypt(text, decryption);
    return method === 'jws'
      ? verify(text, keyFor)
      : decryptThenVerify(text, { decryption, verification: keyFor });
  };
  const opened = await attempt(verificationKeyFor(ctx, client, false));
  const isWorthAnother = opened.kind === 'refused' && opened.reason === 'signature';
  return isWorthAnother ? attempt(verificationKeyFor(ctx, client, true)) : opened;
}

/** Wise's answers name the version of its key instead of a kid (docs/wise.md 10). */
function verificationKeyFor(ctx: Context, client: WiseClient, isAfresh: boolean): KeyFor {
  return async ({ alg, version }): Promise<JoseResult<VerificationKey>> => {
    if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0)
      return refused('header');
    const found = await wiseKey(ctx, client, { alg, version }, { isAfresh });
    if (found === 'unavailable') return refused('key-unavailable');
    return found === 'none' ? refused('key') : ok({ alg, key: found.key });
  };
}
