import { seeOther } from '#web/http/answer';
import { signInPaths } from '#web/http/return-path';
import { postCode } from '../handlers/code';

export function POST(request: Request): Promise<Response> {
  return postCode(request, 'customer');
}

/** A restored tab, the address typed again: sends nothing, and is no blank page. */
export function GET(): Response {
  return seeOther(signInPaths('customer').page);
}
