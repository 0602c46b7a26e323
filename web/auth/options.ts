import type { AuthOptions } from 'next-auth';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { newToken } from '#lib/hash/tokens';
import { cookieAttributes, cookieName } from '#web/http/cookies';
import { returnPath } from '#web/http/return-path';
import { findStaff, staffToLink } from '#web/staff/people';
import { signInAdapter } from './adapter';
import type { SignInAttempt } from './attempt';
import { oidcConfig } from './methods';
import { oidcProvider } from './oidc-provider';
import type { SignInProblem } from './problems';
import { isFresh } from './recent';
import type { Refusal } from './refuse';

/** next-auth's options for one request: the audience's one provider, cookies, tables; nothing of the other's. */
export function authOptions(attempt: SignInAttempt): AuthOptions {
  const { env, audience } = attempt;
  const cookie = (base: Parameters<typeof cookieName>[1]) => ({
    name: cookieName(env, base),
    options: cookieAttributes(env),
  });
  const oidc = oidcConfig(env, audience);
  return {
    adapter: signInAdapter(attempt),
    secret: env.NEXTAUTH_SECRET.reveal(),
    session: { strategy: 'database', generateSessionToken: newToken },
    useSecureCookies: env.APP_URL.startsWith('https://'),
    cookies: {
      sessionToken: cookie(`cw-${audience}`),
      callbackUrl: cookie(`cw-${audience}-return`),
      csrfToken: cookie(`cw-${audience}-oidc-csrf`),
    },
    providers: oidc === undefined ? [] : [oidcProvider(attempt, oidc)],
    callbacks: {
      signIn: async () => {
        try {
          const refusal = await refusalOf(attempt);
          if (refusal !== undefined) attempt.refusal = refusal;
          return refusal === undefined;
        } catch (error) {
          // next-auth tells its logger of a failing adapter, but not of a failing callback
          attempt.failure ??= error;
          attempt.databaseFailure = isDatabaseFailure(error) ? error : undefined;
          throw error;
        }
      },
      redirect: ({ url }) => env.APP_URL + returnPath(audience, url.slice(env.APP_URL.length)),
    },
    logger: {
      // Kept, not logged: a refused sign-in is told in one line (refuse.ts). Metadata may hold the provider's answer
      // and the person's profile.
      error: (what, detail) => {
        const failure: unknown = detail instanceof Error ? detail : detail.error;
        attempt.failure ??= failure;
        // the adapter alone asks the database; a provider that cannot be reached throws the same network errors
        if (what.startsWith('adapter_error_') && isDatabaseFailure(failure))
          attempt.databaseFailure = failure;
      },
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

async function refusalOf({ db, env, audience, claims }: SignInAttempt): Promise<Refusal | undefined> {
  if (claims === undefined) throw new Error('next-auth read no claims');
  // Discovery is trusted for endpoints, not for the name: people are stored under the configured issuer.
  const configured = oidcConfig(env, audience)?.issuer ?? '';
  const { issuer } = claims;
  if (issuer !== configured) {
    const why = `the ID token's issuer is not ${audience.toUpperCase()}_OIDC_ISSUER, character for character`;
    return { reason: 'failed', cause: { why, configured, issuer } };
  }
  if (!(await isFresh(db, audience, claims.authTime))) {
    const authTime = claims.authTime?.toISOString() ?? 'missing';
    const why = 'the provider does not keep to max_age: auth_time is missing or too old';
    return { reason: 'not_fresh', cause: { why, issuer, authTime } };
  }
  const refused = (reason: SignInProblem, why: string): Refusal => ({ reason, cause: { why, issuer } });
  const noEmail = () => refused('no_email', 'neither ID token nor userinfo has a usable address');
  if (audience === 'customer') return claims.email === undefined ? noEmail() : undefined;
  if ((await findStaff(db, claims)) !== null) return undefined;
  if (claims.email === undefined) return noEmail();
  if (!claims.isEmailVerified) return refused('unverified_email', 'email_verified is not true');
  const linkable = await staffToLink(db, claims.email);
  if (linkable === 'open') return undefined;
  return linkable === 'bound'
    ? refused('other_account', 'that member of staff is bound to another account: staff:rebind lets go of it')
    : refused('not_added', 'nobody added this address to staff, or the person was disabled');
}
