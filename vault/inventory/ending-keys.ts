import type { InventoryOnTheWire } from '#lib/contract/inventory';
import type { VaultContext } from '#vault/runtime/context';

const MAX_API_KEYS = 50;

/**
 * Keys of the partner API that end, in the order of their ends; with an id that one, if it does. Of too many those that end
 * next are there, before those that ended last.
 */
export async function describeEndingKeys(
  { database }: Pick<VaultContext, 'database'>,
  { id }: { id?: string } = {},
): Promise<InventoryOnTheWire['apiKeys']> {
  const keys = await database.db.$queryRaw<{ id: string; name: string; expiresAt: Date }[]>`
    SELECT id, name, "expiresAt" FROM (
      SELECT id, name, expires_at AS "expiresAt" FROM vault.api_keys
      WHERE revoked_at IS NULL AND expires_at IS NOT NULL AND (${id ?? null}::text IS NULL OR id = ${id ?? null})
      ORDER BY expires_at <= now(), CASE WHEN expires_at > now() THEN expires_at END, expires_at DESC
      LIMIT ${MAX_API_KEYS}::integer) AS named
    ORDER BY "expiresAt", id`;
  return keys.map(({ expiresAt, ...key }) => ({ ...key, expiresAt: expiresAt.toISOString() }));
}
