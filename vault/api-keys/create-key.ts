import { appendAudit } from '#lib/audit/append';
import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import type { Database } from '#lib/db/client';
import { sha256Bytes } from '#lib/hash/sha256';
import { Secret } from '#lib/log/secret';
import { randomHex, randomText } from '#vault/keys/random';
import { type KeyLimits, limitsDetail, NO_LIMITS, realLimits } from './key-limits';

const ID_BYTES = 8;
const SECRET_BYTES = 32;

export type NewApiKey = {
  name: string;
  scopes: readonly ApiKeyScope[];
  operator: string;
  limits?: KeyLimits;
};

/** Makes a key. The full text is returned once and stored only as a hash. */
export async function createApiKey(
  { db }: Pick<Database, 'db'>,
  { name, scopes, operator, limits = NO_LIMITS }: NewApiKey,
): Promise<{ id: string; key: Secret }> {
  const id = randomHex(ID_BYTES);
  const { key, hash } = newSecret(id);
  await db.$transaction(async (tx) => {
    const { networks, ...others } = limits;
    await tx.apiKey.create({
      data: { id, name, hash, scopes: [...scopes], networks: [...networks], ...others },
    });
    await appendAudit(tx, {
      action: 'api_key.created',
      actor: { kind: 'operator', id: operator },
      detail: { key: id, scopes: scopes.join(' '), ...limitsDetail(realLimits(limits)) },
      personal: { name },
    });
  });
  return { id, key };
}

/** A secret for the key with this id: the whole text of the key, and what is stored of it. */
export function newSecret(id: string): { key: Secret; hash: Uint8Array<ArrayBuffer> } {
  const secret = randomText(SECRET_BYTES);
  return { key: new Secret(`cwk_${id}_${secret}`), hash: new Uint8Array(sha256Bytes(secret)) };
}
