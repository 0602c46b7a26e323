import 'server-only';
import * as z from 'zod';
import { type ExpectedFacts, expectedFactsSchema } from '#lib/contract/matching';
import { sha256Hex } from '#lib/hash/sha256';
import { SESSION_LIMITS } from '#lib/sessions/session';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { cookieName, readCookie, setCookie } from '#web/http/cookies';
import { openFromCookie, sealForCookie } from './sealed-cookie';

// What the OpenID provider said of a customer, until they come back from Wise (decision 094). It stays in their own browser,
// encrypted, because the database must not have it: web may write no table but public ones.

const COOKIE = 'cw-customer-facts';
const LIFE_SECONDS = SESSION_LIMITS.customer.absoluteMinutes * 60;

type Env = Pick<WebEnv, 'APP_URL' | 'NEXTAUTH_SECRET' | 'MATCH_POLICY'>;

const keptSchema = z.object({ facts: expectedFactsSchema });

/** Of one session: with the cookie of another sign-in of the same browser the value does not open. */
const saltOf = (env: Env, sessionToken: string): string =>
  `${cookieName(env, COOKIE)} ${sha256Hex(sessionToken)}`;

/** The Set-Cookie values that keep what is known of the customer of this new session: none where nothing is compared. */
export async function keepKnownFacts(
  env: Env,
  sessionToken: string,
  facts: ExpectedFacts | undefined,
): Promise<string[]> {
  if (env.MATCH_POLICY === 'off' || facts === undefined) return [];
  const sealed = await sealForCookie(env, saltOf(env, sessionToken), { facts }, LIFE_SECONDS);
  return [setCookie(env, COOKIE, sealed)];
}

/** What the provider said of the customer who is signed in in this browser; undefined where it said nothing. */
export async function knownFacts(
  headers: { get(name: string): string | null },
  env: Env = webEnv(),
): Promise<ExpectedFacts | undefined> {
  if (env.MATCH_POLICY === 'off') return undefined;
  const [sealed, token] = [readCookie(headers, env, COOKIE), readCookie(headers, env, 'cw-customer')];
  if (sealed === undefined || token === undefined) return undefined;
  return keptSchema.safeParse(await openFromCookie(env, saltOf(env, token), sealed)).data?.facts;
}
