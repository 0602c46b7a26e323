import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

export type Ending = { connectionId: string; environment: Environment; expiresAt: Date };

/**
 * Connections that work, whose consent ends within so many days and was not told of yet: each end of one once. Grant and
 * connection stay locked; what another transaction holds is taken next time.
 */
export function claimEnding(
  tx: Pick<Tx, '$queryRaw'>,
  { days, atOnce }: { days: number; atOnce: number },
): Promise<Ending[]> {
  return tx.$queryRaw<Ending[]>`
    WITH ending AS (
      SELECT g.id, c.id AS connection_id, c.environment FROM vault.grants AS g JOIN public.connections AS c ON c.id = g.connection_id
      WHERE g.refresh_expires_at > now() AND g.refresh_expires_at <= now() + ${days}::int * interval '1 day'
        AND g.expiry_told_for IS DISTINCT FROM g.refresh_expires_at AND c.status = 'active'
      ORDER BY g.refresh_expires_at LIMIT ${atOnce}::integer FOR NO KEY UPDATE OF g, c SKIP LOCKED)
    UPDATE vault.grants AS g SET expiry_told_for = g.refresh_expires_at FROM ending WHERE g.id = ending.id
    RETURNING ending.connection_id::text AS "connectionId", ending.environment::text AS environment,
      g.refresh_expires_at AS "expiresAt"`;
}
