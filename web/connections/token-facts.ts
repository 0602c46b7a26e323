import 'server-only';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** How a connection's tokens are: versions and ages. The view that this reads has neither a token nor a byte of one. */
export type TokenFacts = {
  state: 'settled' | 'refreshing' | 'uncertain' | 'ending';
  version: string;
  issuedAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  /** null: Wise did not say. */
  refreshExpiresAt: Date | null;
  nextRefreshAt: Date;
  /** Refreshes in a row that did not end well, outages too. */
  failures: number;
  /** null: the vault has forgotten, which it does after a day. */
  lastRefreshedAt: Date | null;
  keyId: string;
  /** null: a key of the settings, which has no state. */
  keyState: string | null;
  /** Somebody may have the key. */
  isKeyCompromised: boolean;
};

/**
 * The token facts of a connection, for any staff role; undefined where it has no token.
 *
 * @throws AppError FORBIDDEN
 */
export async function readTokenFacts(
  reader: Reader,
  viewer: Viewer,
  connectionId: string,
): Promise<TokenFacts | undefined> {
  assertStaffMay(viewer, 'view');
  const rows = await reader.$queryRaw<TokenFacts[]>`
    SELECT state, version::text AS version, access_issued_at AS "issuedAt", access_expires_at AS "expiresAt",
      access_expires_at <= now() AS "isExpired", refresh_expires_at AS "refreshExpiresAt",
      next_refresh_at AS "nextRefreshAt", failures, key_id AS "keyId", key_state AS "keyState",
      key_is_compromised AS "isKeyCompromised",
      CASE WHEN last_outcome = 'refreshed' THEN last_outcome_at END AS "lastRefreshedAt"
    FROM public.token_facts WHERE connection_id = ${connectionId}::uuid`;
  return rows[0];
}
