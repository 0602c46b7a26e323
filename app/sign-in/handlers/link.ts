import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { admitSignIn } from '#web/auth/limits';
import { redeemLink } from '#web/auth/mail-link';
import { signInMethods } from '#web/auth/methods';
import { webEnv } from '#web/env/web-env';
import { answerForm } from '#web/http/answer';
import { readOpenForm } from '#web/http/form';
import { answerSignIn, signInRequest } from './answer';

/** POST of the emailed link's page: the only thing that uses a link up. */
export function postLink(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInMethods(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in');
    return answerSignIn(await redeemLink(asking, form.text('half'), form.text('return')), audience);
  });
}
