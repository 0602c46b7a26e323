import type { VaultContext } from '#vault/runtime/context';

/** What a key opened in a copy of the database that was made between two times. */
export type Exposure = {
  connectionIds: string[];
  /** Grants of exchanges that never became a connection. */
  exchanges: number;
  registrationCodes: number;
  personalTokens: number;
  /** When noting began here; before that only what still had the key then is known. */
  notedSince: Date | null;
};

/**
 * Whose records had this ring key at any time between `from` and `to`. The end of each use counts a minute longer: a copy made
 * before the change was committed still has it. Errs to too many.
 */
export async function readExposure(
  { database }: Pick<VaultContext, 'database'>,
  { id, from, to }: { id: string; from: Date; to: Date },
): Promise<Exposure> {
  // whose a grant became is written to the use that had not ended by then
  const { rows } = await database.pool.query<{ source: string; connectionId: string | null; count: number }>(
    `SELECT u.source, coalesce(u.connection_id, g.connection_id) AS "connectionId", count(*)::int AS count
     FROM vault.ring_key_use AS u LEFT JOIN vault.grants AS g ON u.source = 'grants' AND g.id = u.row_id
     WHERE u.ring_key = $1 AND u.from_at <= $3 AND (u.until_at IS NULL OR u.until_at + interval '1 minute' >= $2)
     GROUP BY 1, 2 ORDER BY 2`,
    [id, from, to],
  );
  const sum = (source: string) =>
    rows
      .filter((row) => row.source === source && row.connectionId === null)
      .reduce((total, { count }) => total + count, 0);
  return {
    connectionIds: rows.flatMap(({ connectionId }) => (connectionId === null ? [] : [connectionId])),
    exchanges: sum('grants'),
    registrationCodes: sum('registration_codes'),
    personalTokens: sum('personal_token_values'),
    notedSince: await notedSince(database),
  };
}

async function notedSince(database: VaultContext['database']): Promise<Date | null> {
  const { rows } = await database.pool.query<{ at: Date | null }>(
    `SELECT min(from_at) AS at FROM vault.ring_key_use WHERE from_at > '-infinity'`,
  );
  return rows[0]?.at ?? null;
}
