import { type Answer, tokenAnswer } from '#emulator/kernel/http/answer';
import { nanosecondTime } from '#emulator/kernel/store/clock';
import type { AccessToken } from '#emulator/kernel/store/tokens';

/** What a grant handler made, and what died by it. */
export type Issued = {
  access: AccessToken;
  /** Milliseconds since 1970; null for an application token. */
  refreshExpiresAt: number | null;
  previousAccessToken: string | null;
  replacedRefreshToken: string | null;
};

/**
 * Five fields for an application token, nine for a user's, in the order seen at Wise (docs/wise.md 2.2).
 * `created_at` is the access token's, in nanoseconds; the other times are UTC with milliseconds.
 *
 * @param isRoundedDown the setting `expiresInIsRoundedDown`.
 */
export function tokenResponse(issued: Issued, isRoundedDown: boolean, now: number): Answer {
  const { access, refreshExpiresAt } = issued;
  const expiresIn = Math.max(0, Math.floor((access.expiresAt - now) / 1000) - (isRoundedDown ? 1 : 0));
  const expiresAt = new Date(access.expiresAt).toISOString();
  if (access.refreshToken === null || refreshExpiresAt === null) {
    const body = {
      access_token: access.token,
      token_type: 'bearer',
      expires_in: expiresIn,
      expires_at: expiresAt,
      scope: 'transfers',
    };
    return tokenAnswer(200, JSON.stringify(body));
  }
  const body = {
    access_token: access.token,
    token_type: 'bearer',
    refresh_token: access.refreshToken,
    expires_in: expiresIn,
    scope: 'transfers',
    created_at: nanosecondTime(now),
    expires_at: expiresAt,
    refresh_token_expires_in: Math.floor((refreshExpiresAt - now) / 1000),
    refresh_token_expires_at: new Date(refreshExpiresAt).toISOString(),
  };
  return tokenAnswer(200, JSON.stringify(body));
}
