import { AppError } from '#lib/errors/app-error';
import { problemPage } from '#lib/http/answer';

/** Where staff without the role for a page are sent: a real 403 with a next step, also without JavaScript. */
export function GET(request: Request): Response {
  return problemPage(request, new AppError('FORBIDDEN'), '/staff');
}
