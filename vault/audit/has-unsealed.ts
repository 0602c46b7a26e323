import type pg from 'pg';

/**
 * Whether any entry has waited for its seal for longer than this, wherever in the trail it stands: also one that no
 * sealer will ever take, because its place in the chain is past. Reads both indexes from end to end.
 */
export async function hasUnsealed(pool: pg.Pool, olderThanSeconds: number): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'audit-unsealed',
    text: `
      SELECT 1 FROM public.audit_entries e
      WHERE e.at <= now() - make_interval(secs => $1::int)
        AND NOT EXISTS (SELECT 1 FROM vault.audit_seals s WHERE s.entry_id = e.id)
      LIMIT 1`,
    values: [olderThanSeconds],
  });
  return rowCount === 1;
}
