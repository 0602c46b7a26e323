import type { VaultContext } from '#vault/runtime/context';
import { silenceMs } from '#vault/runtime/deadlines';
import { retryWrite } from '#vault/runtime/retry-write';
import type { Lease } from './lease';
import type { NewTokens } from './store-tokens';

/**
 * After a fenced write: our late call may have killed the token that somebody else stored meanwhile
 * (W1), so the row becomes uncertain and is refreshed again. Raising the epoch fences whoever is refreshing
 * just now: he comes here too.
 *
 * The pause before that next refresh lasts for as long as a request that is out may still act, and no longer: what was
 * answered has acted, so only an unanswered call of ours counts, and whatever a holder of just now may have sent.
 *
 * With tokens in hand, and the row still holding the refresh token we spent (same version), ours are
 * the newest there are: they are kept for that next refresh, because a rotating refresh token (W2) would
 * otherwise be lost with us. A row that is ending keeps its state: it only gets the newer refresh token.
 */
export async function reconcileAfterFencedWrite(
  ctx: VaultContext,
  lease: Lease,
  call: { tokens?: NewTokens; mayStillActMs?: number } = {},
): Promise<void> {
  const { tokens, mayStillActMs = 0 } = call;
  const kept = tokens !== undefined && (await storeNewer(ctx, lease, tokens));
  const marked = kept || (await markUnverifiedAt(ctx, lease, mayStillActMs));
  ctx.log.warn(
    { connectionId: lease.connectionId, epoch: String(lease.epoch), kept, marked },
    'a late refresh was fenced off; the grant is refreshed again',
  );
}

async function storeNewer(ctx: VaultContext, lease: Lease, tokens: NewTokens): Promise<boolean> {
  const { sealed, times, version } = tokens;
  return retryWrite(ctx, 'grant-reconcileAfterFencedWrite', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-reconcileAfterFencedWrite-keep',
      text: `
        UPDATE vault.grants SET version = $3, key_id = $4, wrapped_key = $5, refresh = $7,
          access = CASE state WHEN 'ending' THEN NULL ELSE $6::bytea END,
          access_issued_at = $8, access_expires_at = CASE state WHEN 'ending' THEN access_expires_at ELSE $9 END,
          refresh_expires_at = coalesce($10, refresh_expires_at), refusals = 0,
          epoch = CASE state WHEN 'ending' THEN epoch ELSE epoch + 1 END,
          uncertain_until = CASE state WHEN 'ending' THEN uncertain_until ELSE ${earliestSafeRefresh('$11', '$12')} END,
          next_refresh_at = CASE state WHEN 'ending' THEN next_refresh_at ELSE ${earliestSafeRefresh('$11', '$12')} END,
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
        0,
        silenceMs(ctx.deadlines),
      ],
    });
    return rowCount === 1;
  });
}

async function markUnverifiedAt(ctx: VaultContext, lease: Lease, mayStillActMs: number): Promise<boolean> {
  return retryWrite(ctx, 'grant-reconcileAfterFencedWrite', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-reconcileAfterFencedWrite-mark',
      text: `
        UPDATE vault.grants SET state = 'uncertain', epoch = epoch + 1, refusals = 0,
          uncertain_until = ${earliestSafeRefresh('$2', '$3')}, next_refresh_at = ${earliestSafeRefresh('$2', '$3')},
          lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND state <> 'ending'`,
      values: [lease.connectionId, mayStillActMs, silenceMs(ctx.deadlines)],
    });
    return rowCount === 1;
  });
}

/**
 * SQL: when no request that is out for this row can act at Wise any more, at the earliest `ownMs` from now. A row that
 * somebody else is refreshing counts from his claim, because he may not even have sent; a pause that is running counts on.
 *
 * @param ownMs, silenceMs placeholders.
 */
function earliestSafeRefresh(ownMs: `$${number}`, silenceMs: `$${number}`): string {
  return `greatest(now() + ${ownMs}::float8 * interval '1 millisecond', uncertain_until,
    CASE state WHEN 'refreshing' THEN refresh_sent_at + ${silenceMs}::float8 * interval '1 millisecond' END)`;
}
