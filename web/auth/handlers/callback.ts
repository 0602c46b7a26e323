import { errorMessages } from '#web/messages/errors';
import 'server-only';
import { AUDIENCES } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { webEnv } from '#web/env/web-env';
import { problemPage } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { webLog } from '#web/http/log';
import { isPrefetch } from '#web/http/prefetch';
import { signInPaths } from '#web/http/return-path';
import { admitSignIn } from '../limits';
import { finishOidc } from '../oidc';
import { oidcConfig } from '../ways';
import { answerTo, signInRequest } from './common';

/**
 * GET of `/api/auth/callback/{audience}-oidc`, where an OpenID provider sends people back. It is the
 * only address of next-auth that exists; sessions, sign-out and its pages are ours.
 */
export async function callbackDoor(request: Request, path: readonly string[]): Promise<Response> {
  const audience = AUDIENCES.find((each) => path.length === 2 && path[1] === `${each}-oidc`);
  if (path[0] !== 'callback' || audience === undefined) {
    return new Response(errorMessages.bare.notFound, { status: 404 });
  }
  if (oidcConfig(webEnv(), audience) === undefined) {
    webLog().warn({ audience }, 'a provider sent somebody back to an audience that has no provider');
    return problemPage(request, new AppError('NOT_FOUND'), signInPaths(audience).page);
  }
  // Nobody's sign-in is spent by a browser that only looks ahead (Next answers HEAD with GET's handler).
  if (request.method !== 'GET' || isPrefetch(request.headers)) return new Response(null, { status: 204 });
  try {
    const query = new URL(request.url).searchParams;
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in callback');
    return answerTo(await finishOidc(asking, query), audience);
  } catch (thrown) {
    const error = asProblem(thrown);
    if (error.status >= 500) webLog().error({ err: error, audience }, 'a sign-in failed');
    else webLog().info({ errorCode: error.code, why: error.message, audience }, 'a sign-in was refused');
    return problemPage(request, error, signInPaths(audience).page);
  }
}
