import { errorMessages } from '#web/messages/errors';
import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { webEnv } from '#web/env/web-env';
import { answerForm } from '#web/http/answer';
import { readOpenForm } from '#web/http/form';
import { isDevSignInOpen, signInDemoPerson } from '../dev';
import { answerTo, signInRequest } from './common';

/** POST of a demo person's button. 404 anywhere but under `npm run dev`, straight from this machine. */
export async function demoDoor(request: Request): Promise<Response> {
  if (!isDevSignInOpen(webEnv(), request.headers))
    return new Response(errorMessages.bare.notFound, { status: 404 });
  return answerForm(request, { audience: 'customer' }, async () => {
    const form = await readOpenForm(request);
    const audience: Audience = form.text('audience') === 'staff' ? 'staff' : 'customer';
    const answer = await signInDemoPerson(
      signInRequest(request.headers, audience),
      form.text('email'),
      form.text('return'),
    );
    if (answer === undefined) throw new AppError('NOT_FOUND');
    return answerTo(answer, audience);
  });
}
