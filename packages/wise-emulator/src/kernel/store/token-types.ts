import * as z from 'zod';
import { endingSchema } from './endings';

/** An application token (client_credentials) has no user, profile or refresh token. */
const accessSchema = z.object({
  token: z.string(),
  /** The refresh token it was handed out with. */
  refreshToken: z.string().nullable(),
  clientId: z.string(),
  userId: z.string().nullable(),
  profileId: z.string().nullable(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

/** What one consent gave: refresh token, its current access token, and what it inherited. Times in milliseconds. */
const grantSchema = z.object({
  clientId: z.string(),
  userId: z.string(),
  /** null: the user had no profile, or the partner made the user by API. */
  profileId: z.string().nullable(),
  refreshToken: z.string(),
  refreshExpiresAt: z.number(),
  access: accessSchema,
  /** Access tokens of grants that this one replaced: they live until they expire or this grant is refreshed. */
  earlier: z.array(accessSchema),
});

/** What outlives a restart where a file keeps it. */
export const keptTokensSchema = z.object({
  grants: z.array(grantSchema),
  clientTokens: z.array(accessSchema),
  orphans: z.array(accessSchema),
  dead: z.array(z.tuple([z.string(), endingSchema])),
  /** A rotated refresh token and the one of its family that lives. */
  families: z.array(z.tuple([z.string(), z.string()])),
});

export type AccessToken = z.infer<typeof accessSchema>;
/** A token with a user behind it, not the partner's own. */
export type UserToken = AccessToken & { userId: string };
export type Grant = z.infer<typeof grantSchema>;
export type KeptTokens = z.infer<typeof keptTokensSchema>;
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
