import { AppError } from '#lib/errors/app-error';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { answerForm, problemPage } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { clientNetwork } from '#web/http/client';
import { readForm } from '#web/http/form';
import { isPrefetch } from '#web/http/prefetch';
import { goToWise, mustHaveVault } from '#web/partner-sessions/go-to-wise';
import { leave, overPage, unfinishedPage, waitingPage } from '#web/partner-sessions/pages';
import { endSession, issueCode, standingOf } from '#web/partner-sessions/way-back';
import { consumeRateLimit } from '#web/rate-limits/consume';
import { currentPartnerSession } from '#web/sessions/current-partner-session';

/** Back from Wise in a browser that came from the partner: on to the partner, with what it is to be told. */
export async function GET(request: Request): Promise<Response> {
  if (isPrefetch(request.headers)) return HEAD();
  try {
    return await answer(request);
  } catch (thrown) {
    return problemPage(request, asProblem(thrown), '/session/return');
  }
}

async function answer(request: Request): Promise<Response> {
  const session = await currentPartnerSession(request.headers);
  if (session?.kind !== 'connect') return overPage(request);
  const standing = await standingOf(webDb(), session.sessionId);
  switch (standing.kind) {
    case 'open':
      return unfinishedPage(request, session);
    case 'waiting':
      return waitingPage(request);
    case 'over':
      await endSession(webDb(), session, standing.told);
      return leave(request, session, standing.told);
    case 'pending': {
      const code = await issueCode(webDb(), session.sessionId);
      if (code === undefined) return waitingPage(request);
      return leave(request, session, { status: 'pending', completion_code: code });
    }
  }
}

/** "Try again at Wise". */
export async function POST(request: Request): Promise<Response> {
  return await answerForm(request, { audience: 'customer' }, async () => {
    const session = await currentPartnerSession(request.headers);
    if (session?.kind !== 'connect') throw new AppError('SESSION_OVER');
    await readForm(request, session.sessionId);
    await consumeRateLimit({ db: webDb(), env: webEnv() }, 'connect', clientNetwork(request.headers));
    await mustHaveVault();
    return await goToWise(request, session);
  });
}

/** Asking for the headers only must not make a new code; Next would answer it with GET. */
export function HEAD(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}
