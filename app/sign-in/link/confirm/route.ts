import { seeOther } from '#lib/http/answer';
import { signInPaths } from '#lib/http/return-path';
import { linkDoor } from '#lib/sign-in/doors/link';

export function POST(request: Request): Promise<Response> {
  return linkDoor(request, 'customer');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('customer').page);
}
