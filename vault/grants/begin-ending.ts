import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';

/**
 * First half of a disconnect (design 4.5), in the caller's transaction: the access token is erased, the
 * epoch raised so that a refresh in flight is refused, and the row is `ending` for at most the kill window.
 * The lease columns stay as they are: `endGrant` waits for a holder in flight to have stopped.
 *
 * @returns when the access token that may have been handed out ends; undefined when there is no grant.
 */
export async function beginEnding(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines'>,
  connectionId: string,
): Promise<{ accessExpiresAt: Date } | undefined> {
  const [row] = await tx.$queryRaw<{ accessExpiresAt: Date }[]>`
    UPDATE vault.grants SET state = 'ending', epoch = epoch + 1, access = NULL, uncertain_until = NULL,
      next_refresh_at = now(),
      ending_until = now() + ${ctx.deadlines.killWindowMs}::float8 * interval '1 millisecond',
      failures = CASE state WHEN 'settled' THEN 0 ELSE 1 END
    WHERE connection_id = ${connectionId}::uuid AND state <> 'ending'
    RETURNING access_expires_at AS "accessExpiresAt"`;
  return row;
}
