import type pg from 'pg';
import { sealedEventSecrets } from '#vault/events/endpoint-secret';
import { sealedExpectedFacts } from '#vault/exchanges/expected-facts';
import { sealedGrants } from '#vault/grants/sealed-grants';
import { sealedImportKeys } from '#vault/imports/import-key';
import { sealedImportRows } from '#vault/imports/import-row';
import type { SealedTable } from '#vault/keys/sealed-table';
import { sealedSealingKeys } from '#vault/personal-tokens/sealing-key';
import { sealedPersonalTokens } from '#vault/personal-tokens/token-value';
import { sealedCodes } from '#vault/registrations/registration-code';
import { sealedOneTimeTokens } from '#vault/sca/challenge-row';

/** Every table with a wrapped data key; each owner says what its own is like. A test holds that none is missing. */
export const SEALED_TABLES: readonly SealedTable[] = [
  sealedGrants,
  sealedOneTimeTokens,
  sealedCodes,
  sealedPersonalTokens,
  sealedSealingKeys,
  sealedEventSecrets,
  sealedImportKeys,
  sealedImportRows,
  sealedExpectedFacts,
];

/** Rows of one table whose data keys one ring key wraps. */
export type KeyCount = { table: string; keyId: string; count: number };

/** A pool, or the connection of a transaction. */
type Client = Pick<pg.Pool, 'query'>;

/** How many sealed records each ring key has, by table: those with none are left out. */
export async function countByKey(client: Client): Promise<KeyCount[]> {
  const counts: KeyCount[] = [];
  for (const { name, countByKey: text } of SEALED_TABLES) {
    const { rows } = await client.query<{ keyId: string; count: number }>(text);
    counts.push(...rows.map((row) => ({ table: name, ...row })));
  }
  return counts;
}

/** How many sealed records this ring key has in all tables. */
export async function countOfKey(client: Client, keyId: string): Promise<number> {
  let sum = 0;
  for (const { countOf: text } of SEALED_TABLES) {
    const { rows } = await client.query<{ count: number }>(text, [keyId]);
    sum += rows[0]?.count ?? 0;
  }
  return sum;
}
