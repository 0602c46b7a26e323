/** An application token (client_credentials) has no user, profile or refresh token. */
export type AccessToken = {
  token: string;
  /** The refresh token it was handed out with. */
  refreshToken: string | null;
  clientId: string;
  userId: string | null;
  profileId: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

/** What one consent gave: refresh token, its current access token, and what it inherited. Times in milliseconds. */
export type Grant = {
  clientId: string;
  userId: string;
  /** null: the user had no profile, or the partner made the user by API. */
  profileId: string | null;
  refreshToken: string;
  refreshExpiresAt: number;
  access: AccessToken;
  /** Access tokens of grants that this one replaced: they live until they expire or this grant is refreshed. */
  earlier: AccessToken[];
};

export type GrantOwner = Pick<Grant, 'clientId' | 'userId' | 'profileId'>;

/** How long what is issued now lives. */
export type Lives = { accessSeconds: number; refreshSeconds: number };

export type IssuedGrant = { grant: Grant; replacedRefreshToken: string | null };
export type Refreshed = { grant: Grant; previousAccessToken: string; replacedRefreshToken: string | null };

export type LiveToken = {
  accessToken: string;
  refreshToken: string | null;
  clientId: string;
  userId: string | null;
  profileId: string | null;
  accessExpiresAt: string;
  accessLive: boolean;
  refreshLive: boolean;
};

export function liveToken(access: AccessToken, accessLive: boolean, refreshLive: boolean): LiveToken {
  const { token, refreshToken, clientId, userId, profileId } = access;
  const accessExpiresAt = new Date(access.expiresAt).toISOString();
  return {
    accessToken: token,
    refreshToken,
    clientId,
    userId,
    profileId,
    accessExpiresAt,
    accessLive,
    refreshLive,
  };
}
