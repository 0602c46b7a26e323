import type { EmailConfig } from 'next-auth/providers/email';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import type { Audience } from '#lib/contract/people';
import { keyedHash } from '#lib/hash/tokens';
import type { WebEnv } from '#web/env/web-env';
import type { SignInAttempt } from './attempt';
import { readClaims } from './claims';
import { LINK_MINUTES } from './mail-tokens';
import { recentSeconds } from './recent';
import type { OidcConfig } from './ways';

/** How long one call to a provider may take. */
export const PROVIDER_TIMEOUT_MS = 8_000;

const idTokenSchema = z.looseObject({ iss: z.string(), sub: z.string() });

/** Where a provider publishes its document (OpenID Connect Discovery §4.1). */
export function documentAddress({ issuer }: Pick<OidcConfig, 'issuer'>): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** OpenID Connect by the authorization code flow with PKCE, state and nonce, all three held by the browser. */
export function oidcProvider(
  attempt: SignInAttempt,
  config: OidcConfig,
): OAuthConfig<Record<string, unknown>> {
  return {
    id: attempt.providerId,
    name: attempt.providerId,
    type: 'oauth',
    wellKnown: documentAddress(config),
    issuer: config.issuer,
    clientId: config.clientId,
    clientSecret: config.clientSecret.reveal(),
    // With max_age the provider has to say when the person proved who they are, and to ask again when that was
    // longer ago (OpenID Connect Core §3.1.2.1); options.ts checks what it says.
    authorization: { params: { scope: 'openid email profile', max_age: recentSeconds(attempt.audience) } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: { timeout: PROVIDER_TIMEOUT_MS },
    userinfo: {
      // Many providers leave the address out of the ID token of a code flow; then userinfo has it.
      async request({ client, tokens }) {
        // next-auth types the plain parameters; it hands over openid-client's TokenSet.
        const read: unknown = tokens.claims;
        if (typeof read !== 'function') throw new Error('no ID token');
        const claims = idTokenSchema.parse(read.call(tokens));
        if (claims.email !== undefined) return claims;
        const info = await client.userinfo(tokens.access_token ?? '');
        // OpenID Connect Core §5.3.2: a userinfo answer about somebody else must not be used.
        if (info.sub !== claims.sub) throw new Error('userinfo is about another subject');
        // Issuer and time of the proof are the signed token's to say, never userinfo's.
        return { ...info, iss: claims.iss, auth_time: claims.auth_time };
      },
    },
    profile(raw) {
      const claims = readClaims(raw);
      attempt.claims = claims;
      return { id: claims.subject, name: claims.name, email: claims.email ?? null, image: null };
    },
  };
}

/** Email links. next-auth keeps the token; sending is ours, after it was kept. */
export function mailProvider(attempt: SignInAttempt): EmailConfig {
  const provider = {
    id: attempt.providerId,
    type: 'email',
    name: attempt.providerId,
    server: {},
    from: attempt.env.MAIL_FROM,
    maxAge: LINK_MINUTES * 60,
    secret: mailTokenKey(attempt.env, attempt.audience),
    generateVerificationToken: () => attempt.mailToken ?? '',
    // Normalised before it got here (lib/text/email-address); next-auth's own way folds Unicode.
    normalizeIdentifier: (address: string) => address,
    sendVerificationRequest: () => undefined,
    options: {},
  };
  // next-auth's type fixes the id to `email`; its code takes any, and we need one for each audience.
  return provider as unknown as EmailConfig;
}

/** What next-auth appends to a link's token before hashing it; so a token of one audience is none of the other. */
export function mailTokenKey(env: Pick<WebEnv, 'NEXTAUTH_SECRET'>, audience: Audience): string {
  return keyedHash(env.NEXTAUTH_SECRET, 'mail link', audience);
}
