import { type ApiKeyScope, DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import type { Database } from '#lib/db/client';
import { createApiKey } from '#vault/api-keys/create-key';
import { type KeyLimits, NO_LIMITS } from '#vault/api-keys/key-limits';

/** A new API key as `npm run api-key` makes it, in plain text. */
export async function makeApiKey(
  database: Pick<Database, 'db'>,
  scopes: readonly ApiKeyScope[] = DEFAULT_SCOPES,
  limits: Partial<KeyLimits> = {},
): Promise<{ id: string; key: string }> {
  const asked = { name: 'test', scopes, operator: 'test', limits: { ...NO_LIMITS, ...limits } };
  const { id, key } = await createApiKey(database, asked);
  return { id, key: key.reveal() };
}
