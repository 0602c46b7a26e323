import type { OAuthConfig } from 'next-auth/providers/oauth';
import { custom, generators, Issuer } from 'openid-client';
import * as z from 'zod';
import type { Audience } from '#lib/contract/people';
import type { WebEnv } from '#web/env/web-env';
import type { SignInAttempt } from './attempt';
import { readClaims } from './claims';
import type { OidcConfig } from './methods';
import { factsOfUserinfo, readPersonFacts, wantsFacts } from './person-facts';
import { recentSeconds } from './recent';

/** How long one call to a provider may take. */
export const PROVIDER_TIMEOUT_MS = 8_000;

const idTokenSchema = z.looseObject({ iss: z.string(), sub: z.string() });

/** Where a provider publishes its document (OpenID Connect Discovery §4.1). */
export function documentAddress({ issuer }: Pick<OidcConfig, 'issuer'>): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Where a provider sends people back: the one address of next-auth that exists. */
const redirectUri = (env: Pick<WebEnv, 'APP_URL'>, audience: Audience): string =>
  `${env.APP_URL}/api/auth/callback/${audience}-oidc`;

type Checks = { state: string; nonce: string; code_verifier: string };

/**
 * Where a browser goes to sign in (OpenID Connect Core §3.1.2.1), and what it keeps meanwhile: the authorization code flow
 * with PKCE, state and nonce. next-auth's own way to here is a POST with its CSRF pair, for a form that it draws itself.
 *
 * @throws what fails while the provider's document is read.
 */
export async function authorizationRequest(asking: {
  env: Pick<WebEnv, 'APP_URL'>;
  audience: Audience;
  config: OidcConfig;
  again: boolean;
}): Promise<{ href: string; checks: Checks }> {
  const { env, audience, config } = asking;
  custom.setHttpOptionsDefaults({ timeout: PROVIDER_TIMEOUT_MS });
  const issuer = await Issuer.discover(documentAddress(config));
  const client = new issuer.Client({
    client_id: config.clientId,
    redirect_uris: [redirectUri(env, audience)],
    response_types: ['code'],
  });
  const checks = {
    state: generators.state(),
    nonce: generators.nonce(),
    code_verifier: generators.codeVerifier(),
  };
  const href = client.authorizationUrl({
    scope: 'openid email profile',
    // With max_age the provider has to say when the person proved who they are, and to ask again when that was
    // longer ago (OpenID Connect Core §3.1.2.1); options.ts checks what it says.
    max_age: recentSeconds(audience),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: generators.codeChallenge(checks.code_verifier),
    code_challenge_method: 'S256',
    ...(asking.again ? { prompt: 'login' } : {}),
  });
  return { href, checks };
}

/** The provider of a callback, for next-auth: it exchanges the code, checks the ID token and asks for userinfo. */
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
    idToken: true,
    // next-auth looks for state, nonce and PKCE verifier in cookies of its own, one for the whole browser; ours are those
    // of this sign-in (decision 019). openid-client makes the three checks with them, and refuses a state it was not given.
    checks: ['none'],
    token: {
      async request({ client, params }) {
        const uri = redirectUri(attempt.env, attempt.audience);
        return { tokens: await client.callback(uri, params, attempt.checks) };
      },
    },
    httpOptions: { timeout: PROVIDER_TIMEOUT_MS },
    userinfo: {
      // Many providers leave the address out of the ID token of a code flow; then userinfo has it.
      async request({ client, tokens }) {
        // next-auth types the plain parameters; it hands over openid-client's TokenSet.
        const read: unknown = tokens.claims;
        if (typeof read !== 'function') throw new Error('no ID token');
        const claims = idTokenSchema.parse(read.call(tokens));
        const askUserinfo = () => client.userinfo(tokens.access_token ?? '');
        if (claims.email !== undefined)
          return wantsFacts(attempt)
            ? { ...(await factsOfUserinfo(askUserinfo, claims.sub)), ...claims }
            : claims;
        const info = await askUserinfo();
        // OpenID Connect Core §5.3.2: a userinfo answer about somebody else must not be used.
        if (info.sub !== claims.sub) throw new Error('userinfo is about another subject');
        // Issuer and time of the proof are the signed token's to say, never userinfo's.
        return { ...info, iss: claims.iss, auth_time: claims.auth_time };
      },
    },
    profile(raw) {
      const claims = readClaims(raw);
      attempt.claims = claims;
      if (wantsFacts(attempt)) attempt.facts = readPersonFacts(raw);
      return { id: claims.subject, name: claims.name, email: claims.email ?? null, image: null };
    },
  };
}
