import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { isDevSignInOpen, signInDemoPerson } from '#web/auth/dev';
import { webEnv } from '#web/env/web-env';
import { answerForm } from '#web/http/answer';
import { readOpenForm } from '#web/http/form';
import { errorMessages } from '#web/messages/errors';
import { answerSignIn, signInRequest } from '../../sign-in/handlers/answer';

/** POST of a demo person's button. 404 anywhere but under `npm run dev`, straight from this machine. */
export async function POST(request: Request): Promise<Response> {
  if (!isDevSignInOpen(webEnv(), request.headers)) return GET();
  return answerForm(request, { audience: 'customer' }, async () => {
    const form = await readOpenForm(request);
    const audience: Audience = form.text('audience') === 'staff' ? 'staff' : 'customer';
    const asking = signInRequest(request.headers, audience);
    const answer = await signInDemoPerson(asking, form.text('email'), form.text('return'));
    if (answer === undefined) throw new AppError('NOT_FOUND');
    return answerSignIn(answer, audience);
  });
}

/** Not even its existence shows where it is closed. */
export function GET(): Response {
  return new Response(errorMessages.bare.notFound, { status: 404 });
}
