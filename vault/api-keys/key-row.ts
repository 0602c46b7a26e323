import type { Database } from '#lib/db/client';
import { ofAnyLength } from '#lib/db/kept-plan';
import type { Environment } from '#lib/env/wise';
import { keyHold } from '#vault/holds/in-force';
import { createBatcher, OF_STATEMENTS } from '#vault/runtime/batch';

/** What a check of a key reads of it, as one moment of the primary shows it. */
export type ApiKeyRow = {
  apiKeyId: string;
  apiKeyHash: Buffer;
  /** The second secret, while a rotation is open. */
  apiKeyNextHash: Buffer | null;
  apiKeyScopes: string[];
  apiKeyEnvironment: Environment | null;
  /** Empty: from everywhere. */
  apiKeyNetworks: string[];
  apiKeyCertificate: string | null;
  apiKeyQuota: number | null;
  apiKeyQuotaRefuses: boolean;
  apiKeyIsRevoked: boolean;
  /** A hold on this key is in force. */
  apiKeyIsHeld: boolean;
  apiKeyIsExpired: boolean;
  /** The time of two live secrets is over: the first one is none any more. */
  apiKeyOverlapIsOver: boolean;
  /** Whether the use of this secret was noted within the last minute. */
  apiKeyIsNoted: boolean;
  apiKeyNextIsNoted: boolean;
  /** Names this version of the row: any change of the row, the noting of its use among them, makes another one. */
  apiKeyRowVersion: string;
};

/** An SQL expression over `vault.api_keys AS k`. Two versions of a row never share both, short of 2^32 transactions. */
export const API_KEY_ROW_VERSION = `(k.xmin::text || ' ' || k.ctid::text)`;

/** SQL over the same: a hold stops this key. */
export const API_KEY_IS_HELD = keyHold('k.id');

/** What depends on time is decided by the database's clock. */
const READ = {
  name: 'api-keys',
  text: `
    SELECT k.id AS "apiKeyId", k.hash AS "apiKeyHash", k.next_hash AS "apiKeyNextHash", k.scopes AS "apiKeyScopes",
      k.environment::text AS "apiKeyEnvironment", k.networks AS "apiKeyNetworks", k.certificate AS "apiKeyCertificate",
      k.quota_per_hour AS "apiKeyQuota", k.quota_refuses AS "apiKeyQuotaRefuses",
      k.revoked_at IS NOT NULL AS "apiKeyIsRevoked", ${API_KEY_IS_HELD} AS "apiKeyIsHeld",
      coalesce(k.expires_at <= now(), false) AS "apiKeyIsExpired",
      coalesce(k.overlap_ends_at <= now(), false) AS "apiKeyOverlapIsOver",
      coalesce(k.last_used_at > now() - interval '1 minute', false) AS "apiKeyIsNoted",
      coalesce(k.next_last_used_at > now() - interval '1 minute', false) AS "apiKeyNextIsNoted",
      ${API_KEY_ROW_VERSION} AS "apiKeyRowVersion"
    FROM vault.api_keys AS k WHERE k.id = ANY (${ofAnyLength('$1', 'text[]')})`,
};

/** Reads the row of one key; undefined when there is none. */
export type ReadApiKeyRow = (id: string) => Promise<ApiKeyRow | undefined>;

/** Requests of one process that wait go in one statement, which is sent after each of them came; most show the same few keys. */
export function createApiKeyRows({ pool }: Pick<Database, 'pool'>): ReadApiKeyRow {
  const read = async (ids: readonly string[]): Promise<readonly (ApiKeyRow | undefined)[]> => {
    const { rows } = await pool.query<ApiKeyRow>({ ...READ, values: [[...new Set(ids)]] });
    const found = new Map(rows.map((row) => [row.apiKeyId, row]));
    return ids.map((id) => found.get(id));
  };
  return createBatcher({ run: read, ...OF_STATEMENTS });
}
