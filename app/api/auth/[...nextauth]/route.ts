import { callbackDoor } from '#web/auth/handlers/callback';
import { errorMessages } from '#web/messages/errors';

type Context = { params: Promise<{ nextauth: string[] }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return callbackDoor(request, (await params).nextauth);
}

export function POST(): Response {
  return new Response(errorMessages.bare.notFound, { status: 404 });
}
