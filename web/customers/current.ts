import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { AppError } from '#lib/errors/app-error';
import { type CustomerSession, findCustomerSession } from '#lib/sessions/customer-session';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { readCookie } from '#web/http/cookies';
import { signInPath } from '#web/http/return-path';
import { touchCustomerSession } from './touch-session';

type HeaderReader = { get(name: string): string | null };

/** The raw session token of a request: what the vault is given to look the person up itself (design 4.1). */
export function customerToken(requestHeaders: HeaderReader): string | undefined {
  return readCookie(requestHeaders, webEnv(), 'cw-customer');
}

/** Who is signed in as a customer, for route handlers. Counts as activity. */
export async function customerFromRequest(request: Request): Promise<CustomerSession | undefined> {
  return liveSession(request.headers);
}

/**
 * The signed-in customer of a request that may not go on without one. With `isRecent` the sign-in has
 * to be younger than the recent window (connect, reconnect, disconnect).
 *
 * @throws AppError NOT_SIGNED_IN, SIGN_IN_TOO_OLD; `answerForm` turns both into the sign-in page.
 */
export async function mustBeCustomer(
  request: Request,
  wanted: { isRecent?: boolean } = {},
): Promise<CustomerSession> {
  const session = await liveSession(request.headers);
  if (session === undefined) throw new AppError('NOT_SIGNED_IN');
  if (wanted.isRecent && !session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  return session;
}

/** Who is signed in as a customer, for pages; one look-up per render. */
export const currentCustomer = cache(
  async (): Promise<CustomerSession | undefined> => liveSession(await headers()),
);

/** The signed-in customer of a page; anybody else is sent to sign in and comes back to `returnTo`. */
export async function requireCustomer(returnTo?: string): Promise<CustomerSession> {
  return (await currentCustomer()) ?? redirect(signInPath('customer', returnTo));
}

async function liveSession(requestHeaders: HeaderReader): Promise<CustomerSession | undefined> {
  const session = await findCustomerSession(webDb(), customerToken(requestHeaders));
  if (session !== undefined) await touchCustomerSession(webDb(), session.sessionId);
  return session;
}
