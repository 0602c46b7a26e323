import { appendAudit } from '#lib/audit/append';
import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import type { Database } from '#lib/db/client';
import { Secret } from '#lib/log/secret';
import { sha256 } from '#vault/keys/compare';
import { randomHex, randomText } from '#vault/keys/random';

const ID_BYTES = 8;
const SECRET_BYTES = 32;

export type NewApiKey = { name: string; scopes: readonly ApiKeyScope[]; operator: string };

/** Makes a key. The full text is returned once and stored only as a hash. */
export async function createApiKey(
  { db }: Pick<Database, 'db'>,
  { name, scopes, operator }: NewApiKey,
): Promise<{ id: string; key: Secret }> {
  const id = randomHex(ID_BYTES);
  const secret = randomText(SECRET_BYTES);
  await db.$transaction(async (tx) => {
    await tx.apiKey.create({
      data: { id, name, hash: new Uint8Array(sha256(secret)), scopes: [...scopes] },
    });
    await appendAudit(tx, {
      action: 'api_key.created',
      actor: { kind: 'operator', id: operator },
      detail: { key: id, scopes: scopes.join(' ') },
      personal: { name },
    });
  });
  return { id, key: new Secret(`cwk_${id}_${secret}`) };
}
