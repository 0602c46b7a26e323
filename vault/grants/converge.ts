import type { VaultContext } from '#vault/context';
import type { Lease } from './claim-lease';
import type { NewTokens } from './store-tokens';
import { tryWriting } from './try-writing';

/**
 * After a fenced write: our late call may have killed the token that somebody else stored meanwhile
 * (W1), so the row becomes uncertain and is refreshed again. Raising the epoch fences whoever is refreshing
 * just now: he comes here too.
 *
 * With tokens in hand, and the row still holding the refresh token we spent (same version), ours are
 * the newest there are: they are kept for that next refresh, because a rotating refresh token (W2) would
 * otherwise be lost with us. A row that is ending keeps its state: it only gets the newer refresh token.
 */
export async function converge(ctx: VaultContext, lease: Lease, tokens?: NewTokens): Promise<void> {
  const kept = tokens !== undefined && (await keepTokens(ctx, lease, tokens));
  const marked = kept || (await makeUncertain(ctx, lease));
  ctx.log.warn(
    { connectionId: lease.connectionId, kept, marked },
    'a late refresh was fenced off; the grant is refreshed again',
  );
}

async function keepTokens(ctx: VaultContext, lease: Lease, tokens: NewTokens): Promise<boolean> {
  const { sealed, times, version } = tokens;
  return tryWriting(ctx, 'grant-converge', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-converge-keep',
      text: `
        UPDATE vault.grants SET version = $3, key_id = $4, wrapped_key = $5, refresh = $7,
          access = CASE state WHEN 'ending' THEN NULL ELSE $6::bytea END,
          access_issued_at = $8, access_expires_at = CASE state WHEN 'ending' THEN access_expires_at ELSE $9 END,
          refresh_expires_at = coalesce($10, refresh_expires_at),
          epoch = CASE state WHEN 'ending' THEN epoch ELSE epoch + 1 END,
          uncertain_until = CASE state WHEN 'ending' THEN uncertain_until
            ELSE now() + $11::float8 * interval '1 millisecond' END,
          next_refresh_at = CASE state WHEN 'ending' THEN next_refresh_at
            ELSE now() + $11::float8 * interval '1 millisecond' END,
          lease_owner = CASE state WHEN 'ending' THEN lease_owner END,
          lease_expires_at = CASE state WHEN 'ending' THEN lease_expires_at END,
          state = CASE state WHEN 'ending' THEN state ELSE 'uncertain' END
        WHERE connection_id = $1::uuid AND version = $2`,
      values: [
        lease.connectionId,
        lease.version,
        version,
        sealed.keyId,
        sealed.wrappedKey,
        sealed.access,
        sealed.refresh,
        times.accessIssuedAt,
        times.accessExpiresAt,
        times.refreshExpiresAt,
        ctx.deadlines.uncertainPauseMs,
      ],
    });
    return rowCount === 1;
  });
}

async function makeUncertain(ctx: VaultContext, lease: Lease): Promise<boolean> {
  return tryWriting(ctx, 'grant-converge', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-converge-mark',
      text: `
        UPDATE vault.grants SET state = 'uncertain', epoch = epoch + 1,
          uncertain_until = now() + $2::float8 * interval '1 millisecond',
          next_refresh_at = now() + $2::float8 * interval '1 millisecond',
          lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND state <> 'ending'`,
      values: [lease.connectionId, ctx.deadlines.uncertainPauseMs],
    });
    return rowCount === 1;
  });
}
