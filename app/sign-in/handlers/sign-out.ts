import 'server-only';
import type { Audience } from '#lib/contract/people';
import { findSession } from '#lib/sessions/session';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { answerForm, seeOther } from '#web/http/answer';
import { clearCookie, readCookie } from '#web/http/cookies';
import { readForm, readOpenForm } from '#web/http/form';
import { signInPaths } from '#web/http/return-path';
import { signOut } from '#web/sessions/sessions';

/**
 * POST of "Sign out": ends the session on the server, with its audit row. Once the session has ended by
 * itself there is no form token to check; then the cookie goes and nothing else happens.
 */
export function postSignOut(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const [db, env] = [webDb(), webEnv()];
    const token = readCookie(request.headers, env, `cw-${audience}`);
    const session = await findSession(db, audience, token);
    if (token === undefined || session === undefined) await readOpenForm(request, env);
    else {
      await readForm(request, session.sessionId, env);
      await signOut(db, audience, token);
    }
    const answer = seeOther(signInPaths(audience).signedOut, [
      clearCookie(env, `cw-${audience}`),
      ...(audience === 'customer' && env.MATCH_POLICY !== 'off'
        ? [clearCookie(env, 'cw-customer-facts')]
        : []),
    ]);
    // Not "cookies": that would end the other audience's session in this browser as well.
    answer.headers.set('clear-site-data', '"cache", "storage"');
    return answer;
  });
}
