import { signOutDoor } from '#lib/sign-in/doors/sign-out';

export function POST(request: Request): Promise<Response> {
  return signOutDoor(request, 'customer');
}
