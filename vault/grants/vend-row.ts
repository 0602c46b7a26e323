import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { maxInFlightMs } from '#vault/runtime/deadlines';
import type { SealedGrant } from './grant-record';

/** A connection and its grant as one moment of the primary shows them; times are left-over milliseconds. */
export type VendRow = SealedGrant & {
  status: 'active' | 'needs_reconnect' | 'disconnected';
  isFrozen: boolean;
  /** null: there is no grant row. */
  state: 'settled' | 'refreshing' | 'uncertain' | 'ending' | null;
  epoch: bigint;
  accessExpiresAt: Date;
  isExpired: boolean;
  /** At or near its end, or living shorter than was asked for: refreshed before it is vended. */
  isDue: boolean;
  /** The whole life that Wise gave the token. */
  lifeMs: number;
  /** After a rejection of a token of this connection: when the next one may ask Wise. */
  rejectableInMs: number;
  /** After a refresh that did not act: when the row may be tried again. */
  coolDownMs: number;
  /** Until somebody may act on a row in `refreshing` or `uncertain`. */
  unresolvedMs: number;
};

type Row = {
  connectionId: string;
  environment: Environment;
  clientId: string;
  customerId: string;
  wiseUserId: string;
  profileId: string;
  isConsistent: boolean | null;
  status: VendRow['status'];
  isFrozen: boolean;
  state: VendRow['state'];
  epoch: string | null;
  version: string | null;
  keyId: string | null;
  wrappedKey: Buffer | null;
  access: Buffer | null;
  accessExpiresAt: Date | null;
  isExpired: boolean | null;
  isDue: boolean | null;
  lifeMs: number | null;
  rejectableInMs: number | null;
  coolDownMs: number | null;
  unresolvedMs: number | null;
};

/** Status, frozen, epoch and ciphertext in ONE statement, so that they belong together (design 4.4). */
const READ = {
  name: 'grant-vend-row',
  text: `
    SELECT c.id AS "connectionId", c.environment, c.client_id AS "clientId", c.customer_id AS "customerId",
      c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId", c.status,
      c.frozen_at IS NOT NULL AS "isFrozen",
      (c.environment, c.client_id, c.customer_id, c.wise_user_id, c.profile_id)
        = (g.environment, g.client_id, g.customer_id, g.wise_user_id, g.profile_id) AS "isConsistent",
      g.state, g.epoch, g.version, g.key_id AS "keyId", g.wrapped_key AS "wrappedKey", g.access,
      g.access_expires_at AS "accessExpiresAt", g.access_expires_at <= now() AS "isExpired",
      g.access_expires_at - greatest($5::float8 * interval '1 millisecond', least($2::float8 * interval '1 millisecond',
        (g.access_expires_at - g.access_issued_at) * $3::float8)) <= now() AS "isDue",
      1000 * extract(epoch FROM g.access_expires_at - g.access_issued_at)::float8 AS "lifeMs",
      1000 * extract(epoch FROM g.rejected_at + $6::float8 * interval '1 millisecond' - now())::float8
        AS "rejectableInMs",
      CASE WHEN g.failures > 0
        THEN 1000 * extract(epoch FROM g.next_refresh_at - now())::float8 ELSE 0 END AS "coolDownMs",
      1000 * extract(epoch FROM CASE g.state
        WHEN 'uncertain' THEN g.uncertain_until
        WHEN 'refreshing' THEN greatest(g.lease_expires_at, g.refresh_sent_at + $4::float8 * interval '1 millisecond')
        END - now())::float8 AS "unresolvedMs"
    FROM public.connections AS c LEFT JOIN vault.grants AS g ON g.connection_id = c.id
    WHERE c.id = $1::uuid`,
};

/**
 * Reads it; undefined when there is no such connection. The ciphertext is not opened here.
 *
 * @param minTtlMs a token that lives shorter is due
 */
export async function readVendRow(
  ctx: VaultContext,
  connectionId: string,
  minTtlMs = 0,
): Promise<VendRow | undefined> {
  const { vendMarginMs, vendMarginShare, rejectionWindowMs } = ctx.deadlines;
  const { rows } = await ctx.database.pool.query<Row>({
    ...READ,
    values: [
      connectionId,
      vendMarginMs,
      vendMarginShare,
      maxInFlightMs(ctx.deadlines),
      minTtlMs,
      rejectionWindowMs,
    ],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    ...row,
    refresh: null,
    isConsistent: row.isConsistent ?? false,
    epoch: BigInt(row.epoch ?? 0),
    version: BigInt(row.version ?? 0),
    keyId: row.keyId ?? '',
    wrappedKey: row.wrappedKey ?? Buffer.alloc(0),
    accessExpiresAt: row.accessExpiresAt ?? new Date(0),
    isExpired: row.isExpired ?? true,
    isDue: row.isDue ?? true,
    lifeMs: row.lifeMs ?? 0,
    rejectableInMs: Math.max(0, row.rejectableInMs ?? 0),
    coolDownMs: Math.max(0, row.coolDownMs ?? 0),
    unresolvedMs: Math.max(0, row.unresolvedMs ?? 0),
  };
}
