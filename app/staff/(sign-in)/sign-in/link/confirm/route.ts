import { seeOther } from '#web/http/answer';
import { signInPaths } from '#web/http/return-path';
import { postLink } from '../../../../../sign-in/handlers/link';

export function POST(request: Request): Promise<Response> {
  return postLink(request, 'staff');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('staff').page);
}
