import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { AppError } from '#lib/errors/app-error';
import type { CustomerSession } from '#lib/sessions/session';
import { signInPath } from '#web/http/return-path';
import { currentSession } from '#web/sessions/current-session';

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
  const session = await currentSession(request.headers, 'customer');
  if (session === undefined) throw new AppError('NOT_SIGNED_IN');
  if (wanted.isRecent && !session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  return session;
}

/** Who is signed in as a customer, for pages; one look-up per render. */
export const currentCustomer = cache(async () => currentSession(await headers(), 'customer'));

/** The signed-in customer of a page; anybody else is sent to sign in and comes back to `returnTo`. */
export async function requireCustomer(returnTo?: string): Promise<CustomerSession> {
  return (await currentCustomer()) ?? redirect(signInPath('customer', returnTo));
}
