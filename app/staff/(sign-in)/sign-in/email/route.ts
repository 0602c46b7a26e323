import { seeOther } from '#lib/http/answer';
import { signInPaths } from '#lib/http/return-path';
import { emailDoor } from '#lib/sign-in/doors/email';

export function POST(request: Request): Promise<Response> {
  return emailDoor(request, 'staff');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('staff').page);
}
