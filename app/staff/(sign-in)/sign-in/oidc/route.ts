import { seeOther } from '#lib/http/answer';
import { signInPaths } from '#lib/http/return-path';
import { oidcDoor } from '#lib/sign-in/doors/oidc';

export function POST(request: Request): Promise<Response> {
  return oidcDoor(request, 'staff');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('staff').page);
}
