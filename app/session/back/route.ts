import { webDb } from '#web/db/web-db';
import { problemPage, seeOther } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { isPrefetch } from '#web/http/prefetch';
import { leave } from '#web/partner-sessions/pages';
import { endSession, standingOf } from '#web/partner-sessions/way-back';
import { currentPartnerSession } from '#web/sessions/current-partner-session';

/** "Back to …" of somebody who came from the partner. A consent that was not given is given up; one that was is not. */
export async function GET(request: Request): Promise<Response> {
  if (isPrefetch(request.headers)) return HEAD();
  try {
    const session = await currentPartnerSession(request.headers);
    if (session === undefined) return seeOther('/dashboard');
    if (session.kind === 'portal') return leave(request, session, { status: 'closed' });
    if ((await standingOf(webDb(), session.sessionId)).kind !== 'open') return seeOther('/session/return');
    const told = { status: 'cancelled', reason: 'given_up' } as const;
    await endSession(webDb(), session, told);
    return leave(request, session, told);
  } catch (thrown) {
    return problemPage(request, asProblem(thrown), '/dashboard');
  }
}

/** Asking for the headers only ends nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}
