import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { problemPage, seeOther } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { readCookie, setCookie } from '#web/http/cookies';
import { isPrefetch } from '#web/http/prefetch';
import { openPortal } from '#web/partner-sessions/open-portal';
import { notConfirmedPage, overPage } from '#web/partner-sessions/pages';
import { currentPartnerSession } from '#web/sessions/current-partner-session';
import { currentSession } from '#web/sessions/current-session';
import { signedInFrom } from '#web/sessions/signed-in-from';

/** Where the partner sends the browser after it has confirmed who is in it: the customer's own page. */
export async function GET(request: Request): Promise<Response> {
  if (isPrefetch(request.headers)) return HEAD();
  const { headers } = request;
  try {
    const [session, signedIn] = await Promise.all([
      currentPartnerSession(headers),
      currentSession(headers, 'customer'),
    ]);
    const named = new URL(request.url).searchParams.get('session');
    if (session?.kind !== 'portal' || session.sessionId !== named) return overPage(request);
    if (signedIn?.portalSessionId === session.sessionId) return seeOther('/dashboard');
    if (!session.isConfirmed) return notConfirmedPage(request);
    const replaces = readCookie(headers, webEnv(), 'cw-customer');
    const token = await openPortal(webDb(), session, { from: signedInFrom(headers), replaces });
    if (token === undefined) return overPage(request);
    return seeOther('/dashboard', [setCookie(webEnv(), 'cw-customer', token)]);
  } catch (thrown) {
    return problemPage(request, asProblem(thrown), '/dashboard');
  }
}

/** Asking for the headers only opens nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}
