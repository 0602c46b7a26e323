import type { Environment } from '#lib/env/wise';

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
  apiKeyIsExpired: boolean;
  /** The time of two live secrets is over: the first one is none any more. */
  apiKeyOverlapIsOver: boolean;
  /** Whether the use of this secret was noted within the last minute. */
  apiKeyIsNoted: boolean;
  apiKeyNextIsNoted: boolean;
};

/**
 * Those columns of `vault.api_keys AS k`, for a statement that reads a key together with something else. Their names start
 * with `apiKey`. What depends on time is decided by the database's clock.
 */
export const API_KEY_COLUMNS = `
  k.id AS "apiKeyId", k.hash AS "apiKeyHash", k.next_hash AS "apiKeyNextHash", k.scopes AS "apiKeyScopes",
  k.environment::text AS "apiKeyEnvironment", k.networks AS "apiKeyNetworks", k.certificate AS "apiKeyCertificate",
  k.quota_per_hour AS "apiKeyQuota", k.quota_refuses AS "apiKeyQuotaRefuses",
  k.revoked_at IS NOT NULL AS "apiKeyIsRevoked",
  coalesce(k.expires_at <= now(), false) AS "apiKeyIsExpired",
  coalesce(k.overlap_ends_at <= now(), false) AS "apiKeyOverlapIsOver",
  coalesce(k.last_used_at > now() - interval '1 minute', false) AS "apiKeyIsNoted",
  coalesce(k.next_last_used_at > now() - interval '1 minute', false) AS "apiKeyNextIsNoted"`;
