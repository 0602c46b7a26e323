import type { AccessPurpose } from '#lib/contract/connections';
import type { Database } from '#lib/db/client';
import { ofAnyLength } from '#lib/db/kept-plan';
import { toInet } from '#vault/access-records/write-records';
import type { CheckedKey } from '#vault/api-keys/checked-keys';
import { API_KEY_IS_HELD, API_KEY_ROW_VERSION } from '#vault/api-keys/key-row';
import type { GrantIdentity, SealedGrant } from '#vault/grants/grant-record';
import { IS_VENDABLE, IS_WHOLE, type VendMargin } from '#vault/grants/vend-row';
import { type KeyRing, usableKeyIds } from '#vault/keys/key-ring';
import { createBatcher, OF_STATEMENTS } from '#vault/runtime/batch';

/** What the token is for: it is handed out, or the vault calls Wise with it. */
export type VendPurpose = Extract<AccessPurpose, 'token' | 'call'>;

export type RecordedAsk = {
  checked: CheckedKey;
  connectionId: string;
  requestId: string;
  network: string | undefined;
  /** Of a call that names a profile: another one's token is not for it. */
  profileId?: string | undefined;
};

/** A grant whose access token may leave now: its record is committed. */
export type RecordedGrant = SealedGrant & { accessExpiresAt: Date };

type Row = Omit<GrantIdentity, 'connectionId'> & {
  n: number;
  version: string;
  keyId: string;
  wrappedKey: Buffer;
  access: Buffer;
  expiresAtMs: number;
};

/**
 * For all who wait: is the key's row still the one that was checked, may the token be vended as it is stored, and if so its
 * record, in one statement and commit (design 4.10). A row that is not returned has no record, and says nothing about why.
 *
 * Each key is looked at once, however many ask with it.
 */
const statementFor = (purpose: VendPurpose) => ({
  name: `${purpose}-and-record`,
  text: `
    WITH good_keys AS MATERIALIZED (
      SELECT shown.n, k.id, k.environment
      FROM unnest(${ofAnyLength('$1', 'text[]')}, $2::text[], $3::bool[]) WITH ORDINALITY AS shown (id, row_version, is_next, n)
        JOIN vault.api_keys AS k ON k.id = shown.id
      WHERE ${API_KEY_ROW_VERSION} = shown.row_version
        AND NOT ${API_KEY_IS_HELD}
        AND coalesce(k.expires_at > now(), true)
        AND coalesce(k.overlap_ends_at > now(), true)
        AND CASE WHEN shown.is_next THEN k.next_last_used_at ELSE k.last_used_at END > now() - interval '1 minute'),
    found AS (
      SELECT q.n::int AS n, q.id, k.id AS api_key_id, q.request_id, q.network, c.environment::text AS environment, c.client_id,
        c.customer_id::text AS customer_id, c.wise_user_id, c.profile_id, g.version, g.key_id, g.wrapped_key, g.access,
        1000 * date_part('epoch', g.access_expires_at) AS expires_at_ms
      FROM good_keys AS k
        JOIN unnest(${ofAnyLength('$4', 'int[]')}, $5::uuid[], $6::text[], $7::inet[], $8::text[])
          WITH ORDINALITY AS q (key, id, request_id, network, profile_id, n) ON q.key = k.n
        JOIN public.connections AS c ON c.id = q.id
        JOIN vault.grants AS g ON g.connection_id = q.id
      WHERE (k.environment IS NULL OR k.environment = c.environment)
        AND coalesce(q.profile_id = c.profile_id, true)
        AND ${IS_WHOLE} AND ${IS_VENDABLE('$9', '$10')}
        AND g.key_id = ANY ($11::text[])),
    recorded AS (
      INSERT INTO vault.access_records (connection_id, api_key_id, version, purpose, request_id, network)
      SELECT id, api_key_id, version, '${purpose}', request_id, network FROM found)
    SELECT n, environment, client_id AS "clientId", customer_id AS "customerId", wise_user_id AS "wiseUserId",
      profile_id AS "profileId", version, key_id AS "keyId", wrapped_key AS "wrappedKey", access,
      expires_at_ms AS "expiresAtMs"
    FROM found`,
});

/** Undefined: nothing was recorded, and nothing may leave. Whoever asked looks again step by step, which finds out why. */
export type ReadAndRecord = (ask: RecordedAsk) => Promise<RecordedGrant | undefined>;

/** Asks of one process and purpose that wait go in one statement, which is sent after each of them came. */
export function createReadAndRecord(
  purpose: VendPurpose,
  { pool }: Pick<Database, 'pool'>,
  ring: KeyRing,
  { vendMarginMs, vendMarginShare }: VendMargin,
): ReadAndRecord {
  const statement = statementFor(purpose);
  const run = async (asks: readonly RecordedAsk[]): Promise<readonly (RecordedGrant | undefined)[]> => {
    const keys = [...new Set(asks.map(({ checked }) => checked))];
    const values = [
      keys.map(({ key }) => key.id),
      keys.map(({ rowVersion }) => rowVersion),
      keys.map(({ used }) => used === 'next'),
      // rows count from 1
      asks.map(({ checked }) => keys.indexOf(checked) + 1),
      asks.map(({ connectionId }) => connectionId),
      asks.map(({ requestId }) => requestId),
      asks.map(({ network }) => toInet(network)),
      asks.map(({ profileId }) => profileId ?? null),
      vendMarginMs,
      vendMarginShare,
      usableKeyIds(ring),
    ];
    const { rows } = await pool.query<Row>({ ...statement, values });
    const found: (RecordedGrant | undefined)[] = asks.map(() => undefined);
    for (const row of rows) {
      const connectionId = asks[row.n - 1]?.connectionId;
      if (connectionId !== undefined) found[row.n - 1] = toRecordedGrant(row, connectionId);
    }
    return found;
  };
  return createBatcher({ run, ...OF_STATEMENTS });
}

function toRecordedGrant(row: Row, connectionId: string): RecordedGrant {
  const { environment, clientId, customerId, wiseUserId, profileId, keyId, wrappedKey, access } = row;
  return {
    connectionId,
    environment,
    clientId,
    customerId,
    wiseUserId,
    profileId,
    isConsistent: true,
    version: BigInt(row.version),
    keyId,
    wrappedKey,
    access,
    refresh: null,
    accessExpiresAt: new Date(row.expiresAtMs),
  };
}
