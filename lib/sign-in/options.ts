import type { AuthOptions } from 'next-auth';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { cookieAttributes, cookieName } from '#lib/http/cookies';
import { webLog } from '#lib/http/log';
import { returnPath } from '#lib/http/return-path';
import { newToken } from '#lib/http/tokens';
import { adoptionOf, findStaff, findStaffByAddress } from '#lib/staff/people';
import { signInAdapter } from './adapter';
import type { SignInAttempt } from './attempt';
import { HANDSHAKE_SECONDS } from './handshake';
import type { SignInProblem } from './problems';
import { mailProvider, oidcProvider } from './providers';
import { isFresh } from './recent';
import { oidcConfig } from './ways';

/** next-auth's options for one request: the audience's one provider, cookies, tables; nothing of the other's. */
export function authOptions(attempt: SignInAttempt): AuthOptions {
  const { env, audience } = attempt;
  const cookie = (base: Parameters<typeof cookieName>[1], maxAge?: number) => ({
    name: cookieName(env, base),
    options: { ...cookieAttributes(env), ...(maxAge === undefined ? {} : { maxAge }) },
  });
  const oidc = oidcConfig(env, audience);
  const isMail = attempt.providerId.endsWith('-email');
  return {
    adapter: signInAdapter(attempt),
    secret: env.NEXTAUTH_SECRET.reveal(),
    session: { strategy: 'database', generateSessionToken: newToken },
    useSecureCookies: env.APP_URL.startsWith('https://'),
    cookies: {
      sessionToken: cookie(`cw-${audience}`),
      callbackUrl: cookie(`cw-${audience}-return`),
      csrfToken: cookie(`cw-${audience}-oidc-csrf`),
      pkceCodeVerifier: cookie(`cw-${audience}-oidc-pkce`, HANDSHAKE_SECONDS),
      state: cookie(`cw-${audience}-oidc-state`, HANDSHAKE_SECONDS),
      nonce: cookie(`cw-${audience}-oidc-nonce`, HANDSHAKE_SECONDS),
    },
    providers: isMail ? [mailProvider(attempt)] : oidc === undefined ? [] : [oidcProvider(attempt, oidc)],
    callbacks: {
      signIn: async ({ user }) => {
        try {
          const refusal = await reasonToRefuse(attempt, user.email ?? undefined);
          if (refusal !== undefined) attempt.refusal = refusal;
          return refusal === undefined;
        } catch (error) {
          // next-auth tells its logger of a failing adapter, but not of a failing callback
          attempt.databaseFailure = isDatabaseFailure(error) ? error : undefined;
          throw error;
        }
      },
      redirect: ({ url }) => env.APP_URL + returnPath(audience, url.slice(env.APP_URL.length)),
    },
    logger: {
      // Metadata may hold the provider's answer and the person's profile: only what the error itself says is logged.
      error: (what, detail) => {
        const err = detail instanceof Error ? detail : detail.error;
        // the adapter alone asks the database; a provider that cannot be reached throws the same network errors
        if (what.startsWith('adapter_error_') && isDatabaseFailure(err)) attempt.databaseFailure = err;
        webLog(env).warn({ err, what, audience }, 'a sign-in failed');
      },
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

async function reasonToRefuse(
  { db, env, audience, claims }: SignInAttempt,
  address: string | undefined,
): Promise<SignInProblem | undefined> {
  if (claims === undefined) {
    if (audience === 'customer') return undefined;
    return address !== undefined && (await findStaffByAddress(db, address)) ? undefined : 'not_added';
  }
  // Discovery is trusted for endpoints, not for the name: people are stored under the configured issuer.
  if (claims.issuer !== oidcConfig(env, audience)?.issuer) return 'failed';
  if (!(await isFresh(db, audience, claims.authTime))) {
    const auth_time = claims.authTime?.toISOString() ?? 'missing';
    webLog(env).warn({ audience, auth_time }, 'the OpenID provider does not keep to max_age');
    return 'not_fresh';
  }
  if (audience === 'customer') return claims.email === undefined ? 'no_email' : undefined;
  if ((await findStaff(db, claims)) !== null) return undefined;
  if (claims.email === undefined) return 'no_email';
  if (!claims.isEmailVerified) return 'unverified_email';
  const adoption = await adoptionOf(db, claims.email);
  if (adoption === 'open') return undefined;
  return adoption === 'bound' ? 'other_account' : 'not_added';
}
