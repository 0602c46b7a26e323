import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { StaffRole } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { StaffSession } from '#lib/sessions/session';
import { webLog } from '#web/http/log';
import { signInPath } from '#web/http/return-path';
import { currentSession } from '#web/sessions/current-session';

/**
 * The member of staff behind a request that may not go on without one of the `roles`.
 *
 * @throws AppError NOT_SIGNED_IN (`answerForm` turns it into the sign-in page), FORBIDDEN
 */
export async function mustBeStaff(request: Request, roles?: readonly StaffRole[]): Promise<StaffSession> {
  const session = await currentSession(request.headers, 'staff');
  if (session === undefined) throw new AppError('NOT_SIGNED_IN');
  if (!isAllowed(session, roles)) throw new AppError('FORBIDDEN', { log: `role ${session.role}` });
  return session;
}

/** The path and the query of the page that is being rendered: proxy.ts says them, because Next tells a layout neither. */
export async function currentPage(): Promise<{ path: string; query: URLSearchParams }> {
  const address = (await headers()).get('x-page-address') ?? '/';
  const { pathname, searchParams } = new URL(address, 'http://localhost');
  return { path: pathname, query: searchParams };
}

/** Who is signed in as staff, for pages; one look-up per render. */
export const currentStaff = cache(async () => currentSession(await headers(), 'staff'));

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
