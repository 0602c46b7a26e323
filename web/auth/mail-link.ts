import 'server-only';
import type { Audience } from '#lib/contract/people';
import { isToken, newToken, sha256Hex } from '#lib/hash/tokens';
import { readCookie, setCookie } from '#web/http/cookies';
import { webLog } from '#web/http/log';
import { returnPath, signInPaths } from '#web/http/return-path';
import { sendOrAlarm } from '#web/mail/mail-server';
import { signInLinkMail } from '#web/mail/sign-in-link';
import { answerOf, type SignInAnswer, type SignInRequest } from './answer';
import type { SignInAttempt } from './attempt';
import { LINK_MINUTES, peekMailToken } from './mail-tokens';
import { mailTokenKey } from './providers';
import { refuse } from './refuse';
import { rememberDevice } from './remembered-device';
import { runNextAuth } from './run';

/**
 * The half of a link's token that stays in the browser, and the cookie that keeps it there. A browser
 * keeps its half over several requests, so that the first email still works when a second was asked for.
 */
export function browserHalf({ env, audience, headers }: SignInRequest): { half: string; cookie: string } {
  const known = readCookie(headers, env, `cw-${audience}-mail-half`);
  const half = isToken(known) ? known : newToken();
  return { half, cookie: setCookie(env, `cw-${audience}-mail-half`, half, LINK_MINUTES * 60) };
}

/**
 * Mails a sign-in link to a normalised address, unless the address may not sign in (staff nobody added).
 * For staff what happens here must not show: the caller has answered already.
 *
 * @throws MailFailure, or what the database threw.
 * @param half what `browserHalf` gave the browser.
 * @param returnTo the page that was wanted. It goes by the link, so that two links asked for in two tabs lead each to
 *   its own.
 */
export async function mailLink(
  request: SignInRequest,
  address: string,
  half: string,
  returnTo?: string,
): Promise<'sent' | 'not_sent'> {
  const { db, env, audience } = request;
  const mailHalf = newToken();
  const attempt = mailAttempt(request, joined(mailHalf, half));
  const { redirect } = await runNextAuth(attempt, { action: 'signin', body: { email: address } });
  if (attempt.failure !== undefined) throw attempt.failure;
  if (!redirect?.includes('/verify-request?')) return 'not_sent';
  const href = `${env.APP_URL}${signInPaths(audience).link}?${linkQuery(audience, mailHalf, returnTo)}`;
  const { PARTNER_NAME: partnerName } = env;
  const mail = signInLinkMail({ to: address, href, audience, partnerName, minutes: LINK_MINUTES });
  await sendOrAlarm({ db, env, log: webLog(env) }, mail);
  return 'sent';
}

function linkQuery(audience: Audience, half: string, returnTo: string | undefined): URLSearchParams {
  const query = new URLSearchParams({ half });
  const path = returnPath(audience, returnTo);
  if (path !== returnPath(audience, undefined)) query.set('return', path);
  return query;
}

/** The address that a link would sign in here, or undefined when it is of no use in this browser. Consumes nothing. */
export async function addressOfLink(request: SignInRequest, mailHalf: unknown): Promise<string | undefined> {
  const token = tokenOf(request, mailHalf);
  if (token === undefined) return undefined;
  const { db, audience } = request;
  return peekMailToken(db, audience, storedForm(request, token));
}

/** Joins the halves, uses the token up and signs in. */
export async function redeemLink(
  request: SignInRequest,
  mailHalf: unknown,
  returnTo?: string,
): Promise<SignInAnswer> {
  const token = tokenOf(request, mailHalf);
  const address = await addressOfLink(request, mailHalf);
  if (token === undefined || address === undefined) {
    const why =
      token === undefined
        ? 'this browser has not asked for a link, or half of the link is missing'
        : 'the link is used up, too old, or was asked for in another browser';
    return refuse(request, { reason: 'link', cause: { why } });
  }
  const attempt = mailAttempt(request, token, returnTo);
  await runNextAuth(attempt, { action: 'callback', query: { token, email: address } });
  const answer = await answerOf(attempt, 'link');
  if (answer.kind !== 'signed_in') return answer;
  return { ...answer, cookies: [...answer.cookies, rememberDevice(request, address)] };
}

function mailAttempt(
  { db, env, audience, headers }: SignInRequest,
  mailToken: string,
  returnTo?: string,
): SignInAttempt {
  const replaces = readCookie(headers, env, `cw-${audience}`);
  return { db, env, audience, providerId: `${audience}-email`, replaces, mailToken, returnTo };
}

function tokenOf({ env, audience, headers }: SignInRequest, mailHalf: unknown): string | undefined {
  const half = readCookie(headers, env, `cw-${audience}-mail-half`);
  return isToken(mailHalf) && isToken(half) ? joined(mailHalf, half) : undefined;
}

const joined = (mailHalf: string, half: string): string => `${mailHalf}.${half}`;

// As next-auth stores it: SHA-256 over token and key.
const storedForm = ({ env, audience }: { env: SignInRequest['env']; audience: Audience }, token: string) =>
  sha256Hex(token + mailTokenKey(env, audience));
