import { equalSecrets } from '#lib/hash/compare';
import { keyedHash } from '#lib/hash/tokens';
import { readCookie, setCookie } from '#web/http/cookies';
import type { SignInRequest } from './answer';

const REMEMBERED_DAYS = 400;

/**
 * Remembers that an address has signed in by email in this browser. It is no sign-in: it only keeps the browser's
 * asking for links apart from strangers', whose asking must not use up anything of it.
 */
export function rememberDevice(request: SignInRequest, address: string): string {
  return setCookie(
    request.env,
    `cw-${request.audience}-known`,
    markOf(request, address),
    REMEMBERED_DAYS * 24 * 60 * 60,
  );
}

/** Whether this address has signed in by email in this browser before. */
export function isRememberedDevice(request: SignInRequest, address: string): boolean {
  const mark = readCookie(request.headers, request.env, `cw-${request.audience}-known`);
  return mark !== undefined && equalSecrets(mark, markOf(request, address));
}

// 'known browser' is in marks that browsers hold already: another word would forget them all.
const markOf = ({ env, audience }: SignInRequest, address: string): string =>
  keyedHash(env.NEXTAUTH_SECRET, 'known browser', `${audience}\n${address}`);
