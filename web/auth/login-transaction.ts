import 'server-only';
import { decode, encode } from 'next-auth/jwt';
import type { Audience } from '#lib/contract/people';
import { sha256Hex } from '#lib/hash/tokens';
import type { WebEnv } from '#web/env/web-env';
import {
  type CookieBase,
  clearCookie,
  cookieBases,
  cookieName,
  readCookie,
  setCookie,
} from '#web/http/cookies';
import type { SignInRequest } from './answer';
import { HANDSHAKE_SECONDS } from './handshake';
import type { ProviderId } from './ways';

/**
 * What the browser keeps of one sign-in that is at the OpenID provider. Every tab has its own, under the name of its
 * `state`: in one cookie for all of them the second tab overwrote the first, and the first failure ended both.
 */
export type LoginTransaction = {
  /** `finished`: this browser was signed in by it. `unreadable`: too old, cut off by a proxy, planted by a neighbour. */
  state: 'open' | 'finished' | 'unreadable';
  /** What next-auth looks for while it is open, by the names on the wire. */
  cookies: Record<string, string>;
  returnTo: string | undefined;
  /** A Set-Cookie value that takes this transaction, and no other, out of the browser. */
  clear: string;
  /** A Set-Cookie value by which its repeats are known: a reloaded callback leads on instead of failing. */
  finish: string;
};

/** Tabs of one audience that may be at the provider at once: the cookies of a request share 8 kB in many proxies. */
export const MAX_LOGIN_TRANSACTIONS = 4;

const CHECKS = ['state', 'pkce', 'nonce'] as const;

type Env = Pick<WebEnv, 'APP_URL' | 'NEXTAUTH_SECRET'>;

/**
 * The Set-Cookie values that keep a transaction, and drop the oldest ones beyond the limit.
 *
 * @param setCookies what next-auth answered: state, PKCE verifier and nonce, each sealed by itself.
 * @returns undefined when one of the three is missing.
 */
export async function keepTransaction(
  { env, audience, headers }: SignInRequest,
  setCookies: readonly string[],
  returnTo: string,
): Promise<string[] | undefined> {
  const kept: Record<string, string> = { returnTo };
  for (const check of CHECKS) {
    const value = await sealedValue(env, setCookies, checkName(env, audience, check));
    if (value === undefined) return undefined;
    kept[check] = value;
  }
  const base = transactionBase(audience, kept.state ?? '');
  const sealed = await seal(env, cookieName(env, base), kept);
  // Browsers send the oldest cookie first (RFC 6265 §5.4).
  const others = transactionBases(headers, env, audience).filter((other) => other !== base);
  const surplus = others.slice(0, Math.max(0, others.length - (MAX_LOGIN_TRANSACTIONS - 1)));
  return [
    ...surplus.map((other) => clearCookie(env, other)),
    setCookie(env, base, sealed, HANDSHAKE_SECONDS),
  ];
}

/** The transaction that a callback's `state` belongs to, or undefined when this browser has none of that name. */
export async function findTransaction(
  { env, audience, headers }: SignInRequest,
  providerId: ProviderId,
  state: string,
): Promise<LoginTransaction | undefined> {
  const base = transactionBase(audience, state);
  const sealed = readCookie(headers, env, base);
  if (sealed === undefined) return undefined;
  const name = cookieName(env, base);
  const kept = await open(env, name, sealed);
  const returnTo = typeof kept?.returnTo === 'string' ? kept.returnTo : undefined;
  const isOpen = kept?.state === state;
  return {
    state: isOpen ? 'open' : kept?.isFinished === true ? 'finished' : 'unreadable',
    cookies: isOpen ? await checkCookies({ env, audience }, providerId, kept) : {},
    returnTo,
    clear: clearCookie(env, base),
    finish: setCookie(env, base, await seal(env, name, { isFinished: true, returnTo }), HANDSHAKE_SECONDS),
  };
}

async function checkCookies(
  { env, audience }: Pick<SignInRequest, 'env' | 'audience'>,
  providerId: ProviderId,
  kept: Record<string, unknown>,
): Promise<Record<string, string>> {
  const cookies: Record<string, string> = {};
  for (const check of CHECKS) {
    const name = checkName(env, audience, check);
    cookies[name] = await seal(env, name, { value: kept[check], provider: providerId });
  }
  return cookies;
}

const transactionBase = (audience: Audience, state: string): CookieBase =>
  `cw-${audience}-oidc-${sha256Hex(state).slice(0, 16)}`;

const transactionBases = (headers: SignInRequest['headers'], env: Env, audience: Audience): CookieBase[] =>
  cookieBases(headers, env).filter((base): base is CookieBase =>
    new RegExp(`^cw-${audience}-oidc-[0-9a-f]{16}$`).test(base),
  );

const checkName = (env: Env, audience: Audience, check: (typeof CHECKS)[number]): string =>
  cookieName(env, `cw-${audience}-oidc-${check}`);

async function sealedValue(
  env: Env,
  setCookies: readonly string[],
  name: string,
): Promise<string | undefined> {
  const pair = setCookies.find((line) => line.startsWith(`${name}=`))?.split(';', 1)[0];
  const value = pair === undefined ? undefined : (await open(env, name, pair.slice(name.length + 1)))?.value;
  return typeof value === 'string' ? value : undefined;
}

// next-auth's own format, so that the values can go in and out of it. The name is the salt of the key: a value moved
// to another name does not open.
const seal = (env: Env, name: string, token: Record<string, unknown>): Promise<string> =>
  encode({ token, salt: name, secret: env.NEXTAUTH_SECRET.reveal(), maxAge: HANDSHAKE_SECONDS });

async function open(env: Env, name: string, token: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await decode({ token, salt: name, secret: env.NEXTAUTH_SECRET.reveal() })) ?? undefined;
  } catch {
    return undefined;
  }
}
