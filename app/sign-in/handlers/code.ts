import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { admitSignIn } from '#web/auth/limits';
import { redeemCode } from '#web/auth/mail-code';
import { signInMethods } from '#web/auth/methods';
import { webEnv } from '#web/env/web-env';
import { answerForm, seeOther } from '#web/http/answer';
import { readOpenForm } from '#web/http/form';
import { checkEmailPath } from '#web/http/return-path';
import { answerSignIn, signInRequest } from './answer';

/** POST of a mailed code, typed in the browser that asked for it. A wrong one leads back to where it is typed. */
export function postCode(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInMethods(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in');
    const answer = await redeemCode(asking, form.text('code'), form.text('return'));
    if (answer.kind === 'refused' && answer.reason === 'code')
      return seeOther(checkEmailPath(audience, form.text('return'), 'code'), answer.cookies);
    return answerSignIn(answer, audience);
  });
}
