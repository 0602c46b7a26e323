import { AppError } from '#lib/errors/app-error';
import { findPartnerSession } from '#lib/sessions/partner-session';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { answerForm, problemPage } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { clientNetwork } from '#web/http/client';
import { readCookie, setCookie } from '#web/http/cookies';
import { readOpenForm } from '#web/http/form';
import { goToWise, mustHaveVault } from '#web/partner-sessions/go-to-wise';
import { lookAtLink, openLink } from '#web/partner-sessions/open-link';
import { leave, linkPage, overPage } from '#web/partner-sessions/pages';
import { issueCode } from '#web/partner-sessions/way-back';
import { consumeRateLimit } from '#web/rate-limits/consume';
import { currentPartnerSession } from '#web/sessions/current-partner-session';

/** As long as the session can be used (lib/sessions/partner-session.ts). */
const COOKIE_SECONDS = 30 * 60;

/** The address that the partner sent a browser to: one button. Looking spends nothing. */
export async function GET(request: Request): Promise<Response> {
  try {
    const token = new URL(request.url).searchParams.get('token') ?? '';
    const link = await lookAtLink(webDb(), token, await currentPartnerSession(request.headers));
    return link.kind === 'over' ? overPage(request) : linkPage(request, link.session, token);
  } catch (thrown) {
    return problemPage(request, asProblem(thrown), '/dashboard');
  }
}

/** The button: spends the address for this browser, and goes on to Wise, or to the partner's word on who this is. */
export async function POST(request: Request): Promise<Response> {
  return await answerForm(request, { audience: 'customer' }, async () => {
    const { headers } = request;
    const [db, env] = [webDb(), webEnv()];
    const token = (await readOpenForm(request)).text('token', 100);
    await consumeRateLimit({ db, env }, 'connect', clientNetwork(headers));
    const link = await lookAtLink(db, token, await currentPartnerSession(headers));
    if (link.kind === 'over') return overPage(request);
    if (link.session === 'connect') await mustHaveVault();
    const cookie = link.kind === 'good' ? await openLink(db, token) : readCookie(headers, env, 'cw-partner');
    if (cookie === undefined) return overPage(request);
    const session = await findPartnerSession(db, cookie);
    if (session === undefined) throw new AppError('SESSION_OVER');
    const code = session.kind === 'portal' ? await issueCode(db, session.sessionId) : undefined;
    if (session.kind === 'portal' && code === undefined) return overPage(request);
    const answer =
      code === undefined
        ? await goToWise(request, session)
        : leave(request, session, { status: 'confirm', completion_code: code }, 'form');
    answer.headers.append('set-cookie', setCookie(env, 'cw-partner', cookie, COOKIE_SECONDS));
    return answer;
  });
}
