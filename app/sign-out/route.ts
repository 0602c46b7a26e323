import { seeOther } from '#web/http/answer';
import { postSignOut } from '../sign-in/handlers/sign-out';

export function POST(request: Request): Promise<Response> {
  return postSignOut(request, 'customer');
}

/** An address opened signs nobody out: that is a form's. */
export function GET(): Response {
  return seeOther('/dashboard');
}
