import { seeOther } from '#web/http/answer';
import { signInPaths } from '#web/http/return-path';
import { postCode } from '../../../../sign-in/handlers/code';

export function POST(request: Request): Promise<Response> {
  return postCode(request, 'staff');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('staff').page);
}
