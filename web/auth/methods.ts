import type { Audience } from '#lib/contract/people';
import type { Secret } from '#lib/log/secret';
import type { WebEnv } from '#web/env/web-env';

/** The next-auth provider ids, in the callback's address too. */
export type ProviderId = `${Audience}-oidc`;

export type OidcConfig = { issuer: string; clientId: string; clientSecret: Secret };

export type SignInMethods = {
  /** The host of the audience's OpenID provider, when there is one. */
  oidcHost: string | undefined;
  hasEmail: boolean;
};

/** The audience's OpenID provider, or undefined when none is configured. */
export function oidcConfig(env: WebEnv, audience: Audience): OidcConfig | undefined {
  const [issuer, clientId, clientSecret] =
    audience === 'customer'
      ? [env.CUSTOMER_OIDC_ISSUER, env.CUSTOMER_OIDC_CLIENT_ID, env.CUSTOMER_OIDC_CLIENT_SECRET]
      : [env.STAFF_OIDC_ISSUER, env.STAFF_OIDC_CLIENT_ID, env.STAFF_OIDC_CLIENT_SECRET];
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return { issuer, clientId, clientSecret };
}

/** How this audience can sign in. In production OpenID Connect rules email links out (design 4.8). */
export function signInMethods(env: WebEnv, audience: Audience): SignInMethods {
  const oidc = oidcConfig(env, audience);
  return {
    oidcHost: oidc === undefined ? undefined : new URL(oidc.issuer).host,
    hasEmail: env.SMTP_URL !== undefined && !(env.NODE_ENV === 'production' && oidc !== undefined),
  };
}
