import { oidcDoor } from '#lib/sign-in/doors/oidc';

export function POST(request: Request): Promise<Response> {
  return oidcDoor(request, 'staff');
}
