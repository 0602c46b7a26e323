import 'server-only';
import * as z from 'zod';
import type { Audience } from '#lib/contract/people';
import { sha256Hex } from '#lib/hash/sha256';
import type { WebEnv } from '#web/env/web-env';
import {
  type CookieBase,
  clearCookie,
  cookieBases,
  cookieName,
  readCookie,
  setCookie,
} from '#web/http/cookies';
import { openFromCookie, sealForCookie } from '#web/sessions/sealed-cookie';
import type { SignInRequest } from './answer';

/** How long a sign-in may stay at an OpenID provider: its state, nonce and verifier live as long in the browser. */
export const LOGIN_TRANSACTION_SECONDS = 15 * 60;

/**
 * What the browser keeps of one sign-in that is at the OpenID provider. Every tab has its own, under the name of its
 * `state`: in one cookie for all of them the second tab overwrote the first, and the first failure ended both.
 */
export type LoginTransaction = {
  returnTo: string | undefined;
  /** A Set-Cookie value that takes this transaction, and no other, out of the browser. */
  clear: string;
  /** A Set-Cookie value by which its repeats are known: a reloaded callback leads on instead of failing. */
  finish: string;
} & (
  | { state: 'open'; checks: Checks }
  /** This browser was signed in by it. */
  | { state: 'finished' }
  /** Too old, cut off by a proxy, planted by a neighbour. */
  | { state: 'unreadable' }
);

/** Tabs of one audience that may be at the provider at once: the cookies of a request share 8 kB in many proxies. */
export const MAX_LOGIN_TRANSACTIONS = 4;

/** What the provider's answer has to match. */
export type Checks = { state: string; nonce: string; code_verifier: string };

const keptSchema = z.union([
  z.object({ state: z.string(), nonce: z.string(), pkce: z.string(), returnTo: z.string().optional() }),
  z.object({ isFinished: z.literal(true), returnTo: z.string().optional() }),
]);
type Kept = z.output<typeof keptSchema>;

type Env = Pick<WebEnv, 'APP_URL' | 'NEXTAUTH_SECRET'>;

/** The Set-Cookie values that keep a transaction, and drop the oldest ones beyond the limit. */
export async function keepTransaction(
  { env, audience, headers }: SignInRequest,
  { state, nonce, code_verifier: pkce }: Checks,
  returnTo: string,
): Promise<string[]> {
  const base = transactionBase(audience, state);
  const sealed = await seal(env, cookieName(env, base), { state, nonce, pkce, returnTo });
  // Browsers send the oldest cookie first (RFC 6265 §5.4).
  const others = transactionBases(headers, env, audience).filter((other) => other !== base);
  const surplus = others.slice(0, Math.max(0, others.length - (MAX_LOGIN_TRANSACTIONS - 1)));
  return [
    ...surplus.map((other) => clearCookie(env, other)),
    setCookie(env, base, sealed, LOGIN_TRANSACTION_SECONDS),
  ];
}

/** The transaction that a callback's `state` belongs to, or undefined when this browser has none of that name. */
export async function findTransaction(
  { env, audience, headers }: SignInRequest,
  state: string,
): Promise<LoginTransaction | undefined> {
  const base = transactionBase(audience, state);
  const sealed = readCookie(headers, env, base);
  if (sealed === undefined) return undefined;
  const name = cookieName(env, base);
  const kept = await open(env, name, sealed);
  const returnTo = kept?.returnTo;
  const finished = await seal(env, name, { isFinished: true, returnTo });
  const common = {
    returnTo,
    clear: clearCookie(env, base),
    finish: setCookie(env, base, finished, LOGIN_TRANSACTION_SECONDS),
  };
  if (kept === undefined) return { state: 'unreadable', ...common };
  if ('isFinished' in kept) return { state: 'finished', ...common };
  if (kept.state !== state) return { state: 'unreadable', ...common };
  return { state: 'open', checks: { state, nonce: kept.nonce, code_verifier: kept.pkce }, ...common };
}

const transactionBase = (audience: Audience, state: string): CookieBase =>
  `cw-${audience}-oidc-${sha256Hex(state).slice(0, 16)}`;

const transactionBases = (headers: SignInRequest['headers'], env: Env, audience: Audience): CookieBase[] =>
  cookieBases(headers, env).filter((base): base is CookieBase =>
    new RegExp(`^cw-${audience}-oidc-[0-9a-f]{16}$`).test(base),
  );

// The name is the salt: a value moved to another name does not open.
const seal = (env: Env, name: string, token: Record<string, unknown>): Promise<string> =>
  sealForCookie(env, name, token, LOGIN_TRANSACTION_SECONDS);

const open = async (env: Env, name: string, token: string): Promise<Kept | undefined> =>
  keptSchema.safeParse(await openFromCookie(env, name, token)).data;
