import { demoDoor } from '#web/auth/handlers/demo';

export function POST(request: Request): Promise<Response> {
  return demoDoor(request);
}

/** Not even its existence shows where it is closed. */
export function GET(): Response {
  return new Response('Not found\n', { status: 404 });
}
