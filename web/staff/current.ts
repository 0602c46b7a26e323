import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { AppError } from '#lib/errors/app-error';
import { findStaffSession, type StaffRole, type StaffSession } from '#lib/sessions/staff-session';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { readCookie } from '#web/http/cookies';
import { webLog } from '#web/http/log';
import { signInPath } from '#web/http/return-path';
import { touchStaffSession } from './touch-session';

type HeaderReader = { get(name: string): string | null };

/** The raw session token of a request: what the vault is given to look the person up itself (design 4.1). */
export function staffToken(requestHeaders: HeaderReader): string | undefined {
  return readCookie(requestHeaders, webEnv(), 'cw-staff');
}

/**
 * The member of staff behind a request that may not go on without one of the `roles`.
 *
 * @throws AppError NOT_SIGNED_IN (`answerForm` turns it into the sign-in page), FORBIDDEN
 */
export async function mustBeStaff(request: Request, roles?: readonly StaffRole[]): Promise<StaffSession> {
  const session = await liveSession(request.headers);
  if (session === undefined) throw new AppError('NOT_SIGNED_IN');
  if (!isAllowed(session, roles)) throw new AppError('FORBIDDEN', { log: `role ${session.role}` });
  return session;
}

/** Who is signed in as staff, for pages; one look-up per render. */
export const currentStaff = cache(
  async (): Promise<StaffSession | undefined> => liveSession(await headers()),
);

/**
 * The member of staff who sees a page: anybody else is sent to sign in and comes back to `returnTo`;
 * staff without one of the `roles` get the 403 page.
 */
export async function requireStaff(roles?: readonly StaffRole[], returnTo?: string): Promise<StaffSession> {
  const session = (await currentStaff()) ?? redirect(signInPath('staff', returnTo));
  if (isAllowed(session, roles)) return session;
  webLog().warn(
    { staffId: session.staffId, role: session.role, page: returnTo },
    'a page was refused to a role',
  );
  redirect('/staff/forbidden');
}

const isAllowed = (session: StaffSession, roles: readonly StaffRole[] | undefined): boolean =>
  roles === undefined || roles.includes(session.role);

async function liveSession(requestHeaders: HeaderReader): Promise<StaffSession | undefined> {
  const session = await findStaffSession(webDb(), staffToken(requestHeaders));
  if (session !== undefined) await touchStaffSession(webDb(), session.sessionId);
  return session;
}
