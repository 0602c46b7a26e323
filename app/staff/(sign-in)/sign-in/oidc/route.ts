import { oidcDoor } from '#web/auth/handlers/oidc';
import { seeOther } from '#web/http/answer';
import { signInPaths } from '#web/http/return-path';

export function POST(request: Request): Promise<Response> {
  return oidcDoor(request, 'staff');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('staff').page);
}
