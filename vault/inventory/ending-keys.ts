import type { InventoryOnTheWire } from '#lib/contract/inventory';
import type { VaultContext } from '#vault/runtime/context';

/** Those that end first. */
const MAX_API_KEYS = 50;

/** Keys of the partner API that end; with an id that one, if it does. */
export async function describeEndingKeys(
  { database }: Pick<VaultContext, 'database'>,
  { id }: { id?: string } = {},
): Promise<InventoryOnTheWire['apiKeys']> {
  const keys = await database.db.apiKey.findMany({
    where: { revokedAt: null, expiresAt: { not: null }, ...(id === undefined ? {} : { id }) },
    select: { id: true, name: true, expiresAt: true },
    orderBy: { expiresAt: 'asc' },
    take: MAX_API_KEYS,
  });
  return keys.flatMap(({ id: keyId, name, expiresAt }) =>
    expiresAt === null ? [] : [{ id: keyId, name, expiresAt: expiresAt.toISOString() }],
  );
}
