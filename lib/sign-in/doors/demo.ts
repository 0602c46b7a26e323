import 'server-only';
import { webEnv } from '#lib/env/web';
import { AppError } from '#lib/errors/app-error';
import { answerForm } from '#lib/http/answer';
import { readOpenForm } from '#lib/http/form';
import type { Audience } from '#lib/http/return-path';
import { isDevSignInOpen, signInDemoPerson } from '../dev';
import { answerTo, signInRequest } from './common';

/** POST of a demo person's button. 404 anywhere but under `npm run dev`, straight from this machine. */
export async function demoDoor(request: Request): Promise<Response> {
  if (!isDevSignInOpen(webEnv(), request.headers)) return new Response('Not found\n', { status: 404 });
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
