import 'server-only';
import type { Audience } from '#lib/contract/people';
import { sha256Hex } from '#lib/hash/sha256';
import { isToken, keyedHash, newToken } from '#lib/hash/tokens';
import type { WebEnv } from '#web/env/web-env';
import { readCookie, setCookie } from '#web/http/cookies';
import { webLog } from '#web/http/log';
import { returnPath, signInPaths } from '#web/http/return-path';
import { sendOrAlarm } from '#web/mail/mail-server';
import { signInLinkMail } from '#web/mail/sign-in-link';
import { findStaffByAddress } from '#web/staff/people';
import type { SignInAnswer, SignInRequest } from './answer';
import { newMailCode } from './mail-code';
import { keepMailToken, LINK_MINUTES, peekMailToken, takeMailToken } from './mail-tokens';
import { type Refusal, refuse } from './refuse';
import { signInByMail } from './sign-in-by-mail';

/**
 * The nonce of a browser, and the cookie that keeps it there: half of a link's token (decision 005). A browser keeps its
 * nonce over several requests, so that the first email still works when a second was asked for.
 */
export function browserNonce({ env, audience, headers }: SignInRequest): { nonce: string; cookie: string } {
  const known = readCookie(headers, env, `cw-${audience}-mail-half`);
  const nonce = isToken(known) ? known : newToken();
  return { nonce, cookie: setCookie(env, `cw-${audience}-mail-half`, nonce, LINK_MINUTES * 60) };
}

/**
 * Mails a sign-in link to a normalised address, unless the address may not sign in (staff nobody added).
 * For staff what happens here must not show: the caller has answered already.
 *
 * @throws MailFailure, or what the database threw.
 * @param nonce what `browserNonce` gave the browser.
 * @param returnTo the page that was wanted. It goes by the link, so that two links asked for in two tabs lead each to
 *   its own.
 */
export async function mailLink(
  request: SignInRequest,
  address: string,
  nonce: string,
  returnTo?: string,
): Promise<'sent' | 'not_sent'> {
  const { db, env, audience } = request;
  // Only an admin adds staff.
  if (audience === 'staff' && (await findStaffByAddress(db, address)) === null) return 'not_sent';
  const linkNonce = newToken();
  const token = hashOf(env, audience, linkNonce, nonce);
  await keepMailToken(db, audience, { identifier: address, token });
  const href = `${env.APP_URL}${signInPaths(audience).link}?${linkQuery(audience, linkNonce, returnTo)}`;
  const code = await newMailCode(request, address, nonce);
  const { PARTNER_NAME: partnerName } = env;
  const mail = signInLinkMail({ to: address, href, code, audience, partnerName, minutes: LINK_MINUTES });
  await sendOrAlarm({ db, env, log: webLog(env) }, mail);
  return 'sent';
}

function linkQuery(audience: Audience, linkNonce: string, returnTo: string | undefined): URLSearchParams {
  const query = new URLSearchParams({ half: linkNonce });
  const path = returnPath(audience, returnTo);
  if (path !== returnPath(audience, undefined)) query.set('return', path);
  return query;
}

/** The address that a link would sign in here, or undefined when it is of no use in this browser. Consumes nothing. */
export async function addressOfLink(request: SignInRequest, linkNonce: unknown): Promise<string | undefined> {
  const token = tokenOf(request, linkNonce);
  return token === undefined ? undefined : peekMailToken(request.db, request.audience, token);
}

/** Joins the two nonces, uses the token up and signs in. */
export async function redeemLink(
  request: SignInRequest,
  linkNonce: unknown,
  returnTo?: string,
): Promise<SignInAnswer> {
  const { db, audience } = request;
  const token = tokenOf(request, linkNonce);
  if (token === undefined) {
    return refuse(request, useless('this browser has not asked for a link, or half of the link is missing'));
  }
  const address = await takeMailToken(db, audience, token);
  if (address === undefined) {
    return refuse(request, useless('the link is used up, too old, or was asked for in another browser'));
  }
  return signInByMail(request, address, returnTo);
}

const useless = (why: string): Refusal => ({ reason: 'link', cause: { why } });

/** A link's token as it is stored, or undefined when one of its halves is missing here. */
function tokenOf({ env, audience, headers }: SignInRequest, linkNonce: unknown): string | undefined {
  const nonce = readCookie(headers, env, `cw-${audience}-mail-half`);
  return isToken(linkNonce) && isToken(nonce) ? hashOf(env, audience, linkNonce, nonce) : undefined;
}

/** Keyed by audience: a token of one is none of the other. */
function hashOf(
  env: Pick<WebEnv, 'NEXTAUTH_SECRET'>,
  audience: Audience,
  linkNonce: string,
  nonce: string,
): string {
  return sha256Hex(`${linkNonce}.${nonce}${keyedHash(env.NEXTAUTH_SECRET, 'mail link', audience)}`);
}
