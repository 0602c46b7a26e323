import type { Database } from '#lib/db/client';
import { ofAnyLength } from '#lib/db/kept-plan';
import { anyHoldOnConnection, ringKeyHold } from '#vault/holds/in-force';
import { createBatcher, OF_STATEMENTS } from '#vault/runtime/batch';
import { type Deadlines, maxInFlightMs } from '#vault/runtime/deadlines';
import type { GrantIdentity, SealedGrant } from './grant-record';

/** A connection and its grant as one moment of the primary shows them; times are left-over milliseconds. */
export type VendRow = SealedGrant & {
  status: 'active' | 'needs_reconnect' | 'disconnected';
  isFrozen: boolean;
  /** A hold on everything, on its environment or on its ring key is in force. */
  isHeld: boolean;
  /** null: there is no grant row. */
  state: 'settled' | 'refreshing' | 'uncertain' | 'ending' | null;
  epoch: bigint;
  accessExpiresAt: Date;
  /** Until the end of the access token; 0 or less: it is over. */
  leftMs: number;
  /** The whole life that Wise gave the token. */
  lifeMs: number;
  /** After a rejection of a token of this connection: when the next one may ask Wise. */
  rejectableInMs: number;
  /** After a refresh that did not act: when the row may be tried again. */
  coolDownMs: number;
  /** Until somebody may act on a row in `refreshing` or `uncertain`. */
  unresolvedMs: number;
};

type Row = GrantIdentity & {
  n: number;
  isConsistent: boolean | null;
  status: VendRow['status'];
  isFrozen: boolean;
  isHeld: boolean;
  state: VendRow['state'];
  epoch: string | null;
  version: string | null;
  keyId: string | null;
  wrappedKey: Buffer | null;
  access: Buffer | null;
  expiresAtMs: number | null;
  leftMs: number | null;
  lifeMs: number | null;
  rejectableInMs: number | null;
  coolDownMs: number | null;
  unresolvedMs: number | null;
};

/** SQL over `connections AS c` and `grants AS g`: both name the same owner, as the sealed record does. */
export const IS_WHOLE = `(c.environment, c.client_id, c.customer_id, c.wise_user_id, c.profile_id)
        = (g.environment, g.client_id, g.customer_id, g.wise_user_id, g.profile_id)`;

/** SQL over the same: a hold stops this connection (promise 12). */
const IS_HELD = anyHoldOnConnection(
  'c.id',
  `h.scope = 'environment' AND h.value = c.environment::text
          OR ${ringKeyHold('grants', { keyId: 'g.key_id', rowId: 'g.id' })}`,
);

export type VendMargin = Pick<Deadlines, 'vendMarginMs' | 'vendMarginShare'>;

/** SQL over the same: the stored token may be vended as it is. What `vend` refuses, or refreshes first, is not. */
export const IS_VENDABLE = (marginMs: string, marginShare: string): string => `
  c.status = 'active' AND c.frozen_at IS NULL AND NOT ${IS_HELD} AND g.state = 'settled'
    AND g.access_expires_at - now() > least(${marginMs}::float8 * interval '1 millisecond',
      (g.access_expires_at - g.access_issued_at) * ${marginShare}::float8)`;

/**
 * Status, frozen, epoch and ciphertext in ONE statement, so that they belong together (design 4.4), for all who wait. The
 * outer joins go by unique indexes, one row for each id asked for.
 */
const READ = {
  name: 'vend-rows',
  text: `
    SELECT q.n::int AS n, c.environment::text AS environment, c.client_id AS "clientId", c.customer_id::text AS "customerId",
      c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId", c.status::text AS status,
      c.frozen_at IS NOT NULL AS "isFrozen", ${IS_HELD} AS "isHeld",
      ${IS_WHOLE} AS "isConsistent",
      g.state::text AS state, g.epoch, g.version, g.key_id AS "keyId", g.wrapped_key AS "wrappedKey", g.access,
      1000 * date_part('epoch', g.access_expires_at) AS "expiresAtMs",
      1000 * date_part('epoch', g.access_expires_at - now()) AS "leftMs",
      1000 * date_part('epoch', g.access_expires_at - g.access_issued_at) AS "lifeMs",
      1000 * date_part('epoch', g.rejected_at - now()) + $3::float8 AS "rejectableInMs",
      CASE WHEN g.failures > 0 THEN 1000 * date_part('epoch', g.next_refresh_at - now()) END AS "coolDownMs",
      CASE g.state
        WHEN 'uncertain' THEN 1000 * date_part('epoch', g.uncertain_until - now())
        WHEN 'refreshing' THEN 1000 * date_part('epoch',
          greatest(g.lease_expires_at, g.refresh_sent_at + $2::float8 * interval '1 millisecond') - now())
        END AS "unresolvedMs"
    FROM unnest(${ofAnyLength('$1', 'uuid[]')}) WITH ORDINALITY AS q (id, n)
    JOIN public.connections AS c ON c.id = q.id
    LEFT JOIN vault.grants AS g ON g.connection_id = c.id`,
};

/** Reads one row; undefined when there is no such connection. Nothing is opened. */
export type ReadVendRow = (connectionId: string) => Promise<VendRow | undefined>;

/** Reads of one process that wait go in one statement, which is sent after each of them was asked for. */
export function createVendRows({ pool }: Pick<Database, 'pool'>, deadlines: Deadlines): ReadVendRow {
  const times = [maxInFlightMs(deadlines), deadlines.rejectionWindowMs];
  const read = async (ids: readonly string[]): Promise<readonly (VendRow | undefined)[]> => {
    const { rows } = await pool.query<Row>({ ...READ, values: [ids, ...times] });
    const found: (VendRow | undefined)[] = ids.map(() => undefined);
    for (const row of rows) {
      const at = row.n - 1;
      const connectionId = ids[at];
      if (connectionId !== undefined) found[at] = toVendRow(row, connectionId);
    }
    return found;
  };
  return createBatcher({ run: read, ...OF_STATEMENTS });
}

function toVendRow(row: Row, connectionId: string): VendRow {
  return {
    connectionId,
    environment: row.environment,
    clientId: row.clientId,
    customerId: row.customerId,
    wiseUserId: row.wiseUserId,
    profileId: row.profileId,
    status: row.status,
    isFrozen: row.isFrozen,
    isHeld: row.isHeld,
    state: row.state,
    isConsistent: row.isConsistent ?? false,
    epoch: BigInt(row.epoch ?? 0),
    version: BigInt(row.version ?? 0),
    keyId: row.keyId ?? '',
    wrappedKey: row.wrappedKey ?? NOTHING,
    access: row.access,
    refresh: null,
    accessExpiresAt: new Date(row.expiresAtMs ?? 0),
    leftMs: row.leftMs ?? 0,
    lifeMs: row.lifeMs ?? 0,
    rejectableInMs: Math.max(0, row.rejectableInMs ?? 0),
    coolDownMs: Math.max(0, row.coolDownMs ?? 0),
    unresolvedMs: Math.max(0, row.unresolvedMs ?? 0),
  };
}

const NOTHING = Buffer.alloc(0);

export const isExpired = ({ leftMs }: VendRow): boolean => leftMs <= 0;

/** At or near its end, or living shorter than was asked for: refreshed before it is vended. */
export function isDue(
  { vendMarginMs, vendMarginShare }: VendMargin,
  { leftMs, lifeMs }: VendRow,
  minTtlMs = 0,
): boolean {
  return leftMs <= Math.max(minTtlMs, Math.min(vendMarginMs, lifeMs * vendMarginShare));
}
