import { done, type Result } from '#cli/place';
import type { OwnKey } from '#vault/jose/import-keys';
import { tryKey } from '#vault/jose/playground';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { say } from './check';

/** What is set, and what Wise says of each key: the current one and the next. */
export async function showStatus(ctx: VaultContext, client: WiseClient): Promise<Result> {
  const party = ctx.jose.of(client);
  const { rules } = party.settings;
  const { signing, encryption } = await party.keys();
  const lines = rules.map(({ prefix, mode, method }) => `rule  ${prefix}  ${mode}  ${method}`);
  if (lines.length === 0) lines.push('rule  none: no call is signed or encrypted');
  for (const [at, key] of signing.entries()) lines.push(await lineOf(ctx, client, key, at));
  for (const [at, key] of encryption.entries()) lines.push(await lineOf(ctx, client, key, at));
  if (signing.length + encryption.length === 0) lines.push('key   none is set');
  return done(lines.join('\n'));
}

async function lineOf(ctx: VaultContext, client: WiseClient, key: OwnKey, at: number): Promise<string> {
  const outcome = say(await tryKey(ctx, client, key));
  const end = key.notAfter === null ? 'no end' : `ends ${key.notAfter.toISOString().slice(0, 10)}`;
  const slot = at === 0 ? 'current' : 'next';
  return `key   ${slot.padEnd(7)}  ${key.alg.padEnd(12)}  ${key.kid}  ${end}  at Wise: ${outcome}`;
}
