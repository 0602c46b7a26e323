import type { NextRequest } from 'next/server';
import { AUDIENCES } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { admitSignIn } from '#web/auth/limits';
import { oidcConfig } from '#web/auth/methods';
import { finishOidc, type OidcCallback } from '#web/auth/oidc';
import { webEnv } from '#web/env/web-env';
import { problemPage } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { webLog } from '#web/http/log';
import { isPrefetch } from '#web/http/prefetch';
import { signInPaths } from '#web/http/return-path';
import { errorMessages } from '#web/messages/errors';
import { answerSignIn, signInRequest } from '../../../sign-in/handlers/answer';

const notFound = (): Response => new Response(errorMessages.bare.notFound, { status: 404 });

/**
 * `/api/auth/callback/{audience}-oidc`, where an OpenID provider sends people back. It is the only address of next-auth
 * that exists; sessions, sign-out and its pages are ours (decisions 004, 036).
 */
export async function GET(request: NextRequest, context: OidcCallback['context']): Promise<Response> {
  const { nextauth: path } = await context.params;
  const audience = AUDIENCES.find((each) => path.length === 2 && path[1] === `${each}-oidc`);
  if (path[0] !== 'callback' || audience === undefined) return notFound();
  const backTo = signInPaths(audience).page;
  if (oidcConfig(webEnv(), audience) === undefined) {
    webLog().warn({ audience }, 'a provider sent somebody back to an audience that has no provider');
    return problemPage(request, new AppError('NOT_FOUND'), backTo);
  }
  // Nobody's sign-in is used up by a browser that only looks ahead (Next answers HEAD with GET's handler).
  if (request.method !== 'GET' || isPrefetch(request.headers)) return new Response(null, { status: 204 });
  try {
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in callback');
    return answerSignIn(await finishOidc(asking, { request, context }), audience);
  } catch (thrown) {
    const error = asProblem(thrown);
    if (error.status >= 500) webLog().error({ err: error, audience }, 'a sign-in failed');
    else webLog().info({ errorCode: error.code, why: error.message, audience }, 'a sign-in was refused');
    return problemPage(request, error, backTo);
  }
}

export const POST = notFound;
