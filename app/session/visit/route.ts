import { webEnv } from '#web/env/web-env';
import { seeOther } from '#web/http/answer';
import { rememberWayBack } from '#web/partner-sessions/visit';

/** A link from the partner's app for customers who sign in here: `?return_url=` is where "Back to …" leads then. */
export function GET(request: Request): Response {
  const cookie = rememberWayBack(new URL(request.url).searchParams.get('return_url'), webEnv());
  return seeOther('/dashboard', cookie === undefined ? [] : [cookie]);
}
