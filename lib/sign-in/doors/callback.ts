import 'server-only';
import { webEnv } from '#lib/env/web';
import { problemPage } from '#lib/http/answer';
import { asProblem } from '#lib/http/as-problem';
import { webLog } from '#lib/http/log';
import { isPrefetch } from '#lib/http/prefetch';
import { AUDIENCES, signInPaths } from '#lib/http/return-path';
import { finishOidc } from '../oidc';
import { oidcConfig } from '../ways';
import { answerTo, signInRequest } from './common';

/**
 * GET of `/api/auth/callback/{audience}-oidc`, where an OpenID provider sends people back. It is the
 * only address of next-auth that exists; sessions, sign-out and its pages are ours.
 */
export async function callbackDoor(request: Request, path: readonly string[]): Promise<Response> {
  const audience = AUDIENCES.find((each) => path.length === 2 && path[1] === `${each}-oidc`);
  if (path[0] !== 'callback' || audience === undefined || oidcConfig(webEnv(), audience) === undefined) {
    return new Response('Not found\n', { status: 404 });
  }
  // Nobody's sign-in is spent by a browser that only looks ahead (Next answers HEAD with GET's handler).
  if (request.method !== 'GET' || isPrefetch(request.headers)) return new Response(null, { status: 204 });
  try {
    const query = new URL(request.url).searchParams;
    return answerTo(await finishOidc(signInRequest(request.headers, audience), query), audience);
  } catch (thrown) {
    const error = asProblem(thrown);
    webLog().error({ err: error, audience }, 'a sign-in failed');
    return problemPage(request, error, signInPaths(audience).page);
  }
}
