import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';

/**
 * A call with our own client's token; one that Wise no longer takes is renewed, once. Without a token the call is not
 * made: `unavailable`.
 */
export async function withApplicationToken<Outcome extends { kind: string }>(
  ctx: Pick<VaultContext, 'applicationTokens'>,
  client: WiseClient,
  call: (access: Secret) => Promise<Outcome>,
): Promise<Outcome | { kind: 'unavailable' }> {
  const token = await ctx.applicationTokens.get(client);
  if (token.kind !== 'token') return { kind: 'unavailable' };
  const outcome = await call(token.access);
  if (outcome.kind !== 'unauthorised') return outcome;
  const renewed = await ctx.applicationTokens.reject(client, token.access);
  return renewed.kind === 'token' ? call(renewed.access) : { kind: 'unavailable' };
}
