import { type ApiKeyScope, DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import type { Database } from '#lib/db/client';
import { createApiKey } from '#vault/api-keys/create-key';

/** A new API key as `npm run api-key` makes it, in plain text. */
export async function makeApiKey(
  database: Pick<Database, 'db'>,
  scopes: readonly ApiKeyScope[] = DEFAULT_SCOPES,
): Promise<{ id: string; key: string }> {
  const { id, key } = await createApiKey(database, { name: 'test', scopes, operator: 'test' });
  return { id, key: key.reveal() };
}
