import { linkDoor } from '#lib/sign-in/doors/link';

export function POST(request: Request): Promise<Response> {
  return linkDoor(request, 'staff');
}
