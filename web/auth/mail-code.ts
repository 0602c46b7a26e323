import { AppError } from '#lib/errors/app-error';
import { sha256Hex } from '#lib/hash/sha256';
import { isToken, keyedHash, newDigits } from '#lib/hash/tokens';
import { readCookie } from '#web/http/cookies';
import { consumeRateLimit } from '#web/rate-limits/consume';
import type { SignInAnswer, SignInRequest } from './answer';
import { keepMailToken, takeMailToken } from './mail-tokens';
import { type Refusal, refuse } from './refuse';
import { signInByMail } from './sign-in-by-mail';

/**
 * Six digits for the message with a link, to be typed in the browser that asked: for whoever reads mail on another device
 * (decision 084). Undefined when the address has had as many as it may in a day; then the message has its link alone, so that nobody
 * can lock a person out by asking in their name.
 */
export async function newMailCode(
  request: SignInRequest,
  address: string,
  nonce: string,
): Promise<string | undefined> {
  const { db, audience } = request;
  try {
    await consumeRateLimit(request, 'sign-in codes for one address', `${audience}\n${address}`);
  } catch (error) {
    if (error instanceof AppError && error.code === 'TOO_MANY_REQUESTS') return undefined;
    throw error;
  }
  const code = newDigits();
  await keepMailToken(db, audience, { identifier: address, token: tokenOf(request, code, nonce) });
  return code;
}

/**
 * Signs in by a typed code, in the browser that asked for it alone, and uses it up.
 *
 * @throws AppError TOO_MANY_REQUESTS after a few tries in one browser, right or wrong.
 */
export async function redeemCode(
  request: SignInRequest,
  typed: string | undefined,
  returnTo?: string,
): Promise<SignInAnswer> {
  const { db, env, audience, headers } = request;
  const nonce = readCookie(headers, env, `cw-${audience}-mail-half`);
  if (!isToken(nonce)) return refuse(request, useless('this browser has not asked for a code'));
  const code = (typed ?? '').replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(code)) return refuse(request, useless('what was typed is no code'));
  // before it is looked up: tries that come at the same moment are counted one by one
  await consumeRateLimit(request, 'sign-in code', `${audience}\n${nonce}`);
  const address = await takeMailToken(db, audience, tokenOf(request, code, nonce));
  if (address === undefined) return refuse(request, useless('the code is wrong, used up or too old'));
  return signInByMail(request, address, returnTo);
}

const useless = (why: string): Refusal => ({ reason: 'code', cause: { why } });

/**
 * As it is stored. With the nonce, which is 256 bits of the browser's own, six digits cannot be found from the hash; and the
 * database compares hashes, whose timing tells nothing of a code.
 */
function tokenOf({ env, audience }: SignInRequest, code: string, nonce: string): string {
  return `code:${sha256Hex(`${code}.${nonce}${keyedHash(env.NEXTAUTH_SECRET, 'mail code', audience)}`)}`;
}
