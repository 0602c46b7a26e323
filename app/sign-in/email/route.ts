import { emailDoor } from '#lib/sign-in/doors/email';

export function POST(request: Request): Promise<Response> {
  return emailDoor(request, 'customer');
}
