import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { type Clocks, readClocks } from './claim-lease';
import { backOffMs } from './release-lease';
import type { SealedGrant } from './sealed-grant';
import { tryWriting } from './try-writing';

/** The right to end one grant; nothing can be vended from the row any more. */
export type EndingLease = SealedGrant & {
  epoch: bigint;
  /** Refreshes before this one that did not end well, or nobody knows how; also one in flight at the disconnect. */
  failures: number;
  /** The kill window is over: this try is the last. */
  isOverdue: boolean;
  startedAt: Clocks;
};

type Row = Omit<SealedGrant, 'version'> & {
  environment: Environment;
  epoch: string;
  version: string;
  failures: number;
  isOverdue: boolean;
};

/**
 * Takes a row in `ending`, once a refresh that was in flight at the disconnect must have stopped (its lease
 * is over) and any pause of an earlier try (`uncertain_until`) is too. What a holder sent who never gave the lease back
 * counts as a failure. A process that lacks the row's key leaves it to one that has it, for as long as there is time to
 * ask Wise.
 */
export async function claimEnding(ctx: VaultContext, connectionId: string): Promise<EndingLease | undefined> {
  const startedAt = readClocks();
  const { rows } = await ctx.database.pool.query<Row>({
    name: 'grant-claim-ending',
    text: `
      UPDATE vault.grants AS g SET epoch = g.epoch + 1, lease_owner = $2, refresh_sent_at = now(),
        failures = g.failures + (g.lease_owner IS NOT NULL)::int,
        lease_expires_at = now() + $3::float8 * interval '1 millisecond',
        next_refresh_at = now() + $3::float8 * interval '1 millisecond'
      FROM public.connections AS c
      WHERE g.connection_id = $1::uuid AND c.id = g.connection_id AND g.state = 'ending'
        AND (g.lease_expires_at IS NULL OR g.lease_expires_at <= now())
        AND (g.uncertain_until IS NULL OR least(g.uncertain_until, g.ending_until) <= now())
        AND (g.key_id = ANY ($4::text[]) OR g.ending_until <= now())
      RETURNING c.id AS "connectionId", c.environment, c.client_id AS "clientId", c.customer_id AS "customerId",
        c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId",
        (c.environment, c.client_id, c.customer_id, c.wise_user_id, c.profile_id)
          = (g.environment, g.client_id, g.customer_id, g.wise_user_id, g.profile_id) AS "isConsistent",
        g.epoch, g.version, g.key_id AS "keyId", g.wrapped_key AS "wrappedKey", g.access, g.refresh,
        g.failures, coalesce(g.ending_until <= now(), false) AS "isOverdue"`,
    values: [connectionId, ctx.owner, ctx.deadlines.leaseMs, [...ctx.ring.keys.keys()]],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  return { ...row, epoch: BigInt(row.epoch), version: BigInt(row.version), startedAt };
}

/** Gives the lease back until the next try. */
export async function pauseEnding(
  ctx: VaultContext,
  lease: EndingLease,
  pauseMs = backOffMs(ctx, lease.failures),
): Promise<void> {
  await tryWriting(ctx, 'grant-pause-ending', () =>
    ctx.database.pool.query({
      name: 'grant-pause-ending',
      text: `
        UPDATE vault.grants SET lease_owner = NULL, lease_expires_at = NULL, failures = failures + 1,
          uncertain_until = now() + $3::float8 * interval '1 millisecond',
          next_refresh_at = now() + $3::float8 * interval '1 millisecond'
        WHERE connection_id = $1::uuid AND epoch = $2 AND state = 'ending'`,
      values: [lease.connectionId, lease.epoch, pauseMs],
    }),
  );
}
