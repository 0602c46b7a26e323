import { seeOther } from '#lib/http/answer';
import { signOutDoor } from '#lib/sign-in/doors/sign-out';

export function POST(request: Request): Promise<Response> {
  return signOutDoor(request, 'customer');
}

/** An address opened signs nobody out: that is a form's. */
export function GET(): Response {
  return seeOther('/dashboard');
}
