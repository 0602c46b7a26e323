import { AppError } from '#lib/errors/app-error';
import { handleCallback } from '#web/attempts/handle-callback';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { problemPage, seeOther } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { webLog } from '#web/http/log';
import { isPrefetch } from '#web/http/prefetch';
import { retryPage } from '#web/http/retry-page';
import { connectMessages } from '#web/messages/customer/connect';

type Context = { params: Promise<{ environment: string }> };

/** Wise sends the browser back here; it goes on to a clean address. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  if (isPrefetch(request.headers)) return HEAD();
  const { environment } = await params;
  const wise = wiseEnvironments(webEnv()).find((each) => each.environment === environment);
  if (wise === undefined) {
    webLog().warn('a callback came for an environment that is off or unknown');
    return problemPage(request, new AppError('NOT_FOUND'), '/dashboard');
  }
  try {
    return seeOther(await handleCallback(request, wise));
  } catch (thrown) {
    return retry(request, thrown);
  }
}

/** Asking for the headers only must not claim the attempt; Next would answer it with GET. */
export function HEAD(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}

const retry = (request: Request, thrown: unknown): Response =>
  retryPage(request, asProblem(thrown), connectMessages.retry);
