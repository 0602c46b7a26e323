import type pg from 'pg';

/** Entries of one look: some 20 ms of the database. */
const SLICE = 10_000;

export type Look = {
  /** An entry of this slice has waited for its seal too long. */
  hasStray: boolean;
  /** The slice's last entry, to go on from; undefined when it was the end of the trail. */
  next: string | undefined;
};

/**
 * Looks for entries that have waited for their seal for longer than this, wherever in the trail they stand: also one
 * that no sealer will ever take, because its place in the chain is past. A slice of the trail at a time, because the
 * trail grows for ever and a statement has a deadline.
 *
 * @param after the last entry of the slice before, '0' to begin.
 */
export async function lookThrough(pool: pg.Pool, olderThanSeconds: number, after: string): Promise<Look> {
  const { rows } = await pool.query<{ last: string | null; count: number; hasStray: boolean }>({
    name: 'audit-look-through',
    text: `
      WITH slice AS MATERIALIZED (
        SELECT id, at FROM public.audit_entries WHERE id > $2::bigint ORDER BY id LIMIT ${SLICE})
      SELECT max(slice.id)::text AS last, count(*)::int AS count,
        coalesce(bool_or(seal.is_there IS NULL AND slice.at <= now() - make_interval(secs => $1::int)), false)
          AS "hasStray"
      FROM slice LEFT JOIN LATERAL (
        SELECT true AS is_there FROM vault.audit_seals WHERE entry_id = slice.id OFFSET 0) AS seal ON true`,
    values: [olderThanSeconds, after],
  });
  const [row] = rows;
  const next = row !== undefined && row.count === SLICE ? (row.last ?? undefined) : undefined;
  return { hasStray: row?.hasStray ?? false, next };
}
