import { callbackDoor } from '#web/auth/handlers/callback';

type Context = { params: Promise<{ nextauth: string[] }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return callbackDoor(request, (await params).nextauth);
}

export function POST(): Response {
  return new Response('Not found\n', { status: 404 });
}
