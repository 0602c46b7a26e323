import { demoDoor } from '#web/auth/handlers/demo';
import { errorMessages } from '#web/messages/errors';

export function POST(request: Request): Promise<Response> {
  return demoDoor(request);
}

/** Not even its existence shows where it is closed. */
export function GET(): Response {
  return new Response(errorMessages.bare.notFound, { status: 404 });
}
