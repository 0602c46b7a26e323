import type { KeyAlgorithm } from '#vault/env/jose-key';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { fetchJoseKey, type JoseKeyOutcome } from '#vault/wise/jose-endpoints';
import { importPublicKey } from './import-keys';
import type { CachedKeyOutcome } from './jose';

/** An answer names its version itself, so what it names may not fill our memory. */
const MAX_CACHED = 16;

type Wanted = { alg: KeyAlgorithm; version?: number };
type Context = Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose'>;

/**
 * Wise's public key for an algorithm, of a version or the newest: fetched once and kept. With `isAfresh` it is fetched again,
 * which is for after a failure, once.
 */
export async function wiseKey(
  ctx: Context,
  client: WiseClient,
  wanted: Wanted,
  { isAfresh = false } = {},
): Promise<CachedKeyOutcome> {
  const party = ctx.jose.of(client);
  const name = nameOf(wanted);
  const known = party.wiseKeys.get(name);
  if (known !== undefined && !isAfresh) return known;
  return party.fetches.run(name, async () => {
    const outcome = await ctx.applicationTokens.call<JoseKeyOutcome>(client, (access) =>
      fetchJoseKey(client, { ...wanted, access, deadlineMs: ctx.deadlines.apiCallMs }),
    );
    if (outcome.kind === 'none') return 'none';
    if (outcome.kind !== 'key') return 'unavailable';
    const key = await importPublicKey(outcome.key.material, wanted.alg);
    if (key === undefined) return 'none';
    const cached = { key, version: outcome.key.version };
    party.wiseKeys.delete(name);
    party.wiseKeys.set(name, cached);
    const [oldest] = party.wiseKeys.keys();
    if (party.wiseKeys.size > MAX_CACHED && oldest !== undefined) party.wiseKeys.delete(oldest);
    return cached;
  });
}

/** After Wise could not open what we encrypted: the next message takes Wise's newest key. */
export function forgetEncryptionKey(ctx: Pick<VaultContext, 'jose'>, client: WiseClient): void {
  ctx.jose.of(client).wiseKeys.delete(nameOf({ alg: 'RSA-OAEP-256' }));
}

function nameOf({ alg, version }: Wanted): string {
  return `${alg} ${version ?? 'newest'}`;
}
