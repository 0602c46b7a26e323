import type { WiseTokens } from '#vault/wise/outcomes';

/** The moments of a token pair as the tables keep them. */
export type TokenTimes = {
  accessIssuedAt: Date;
  accessExpiresAt: Date;
  refreshExpiresAt: Date | null;
  wiseCreatedAt: Date | null;
};

/**
 * When the access token ends, by the DATABASE's clock: reckoned from when the request was sent (the token
 * is not older than that), and never later than Wise's own `expires_at`. An `expires_at` before the
 * sending is another clock, not an end.
 *
 * @param sentAt by database clock, read before the call.
 */
export function tokenTimes(tokens: WiseTokens, sentAt: Date): TokenTimes {
  const reckoned = sentAt.getTime() + tokens.lifetimeSeconds * 1000;
  const said = tokens.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return {
    accessIssuedAt: sentAt,
    accessExpiresAt: new Date(said > sentAt.getTime() ? Math.min(reckoned, said) : reckoned),
    refreshExpiresAt: tokens.refreshExpiresAt,
    wiseCreatedAt: tokens.wiseCreatedAt,
  };
}
