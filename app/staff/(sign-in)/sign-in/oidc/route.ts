import { seeOther } from '#web/http/answer';
import { signInPaths } from '#web/http/return-path';
import { postOidc } from '../../../../sign-in/handlers/oidc';

export function POST(request: Request): Promise<Response> {
  return postOidc(request, 'staff');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('staff').page);
}
