import { signOutDoor } from '#web/auth/handlers/sign-out';
import { seeOther } from '#web/http/answer';

export function POST(request: Request): Promise<Response> {
  return signOutDoor(request, 'customer');
}

/** An address opened signs nobody out: that is a form's. */
export function GET(): Response {
  return seeOther('/dashboard');
}
