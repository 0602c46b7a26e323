import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { SignInRequest } from '#web/auth/answer';
import { admitSignIn } from '#web/auth/limits';
import { signInMethods } from '#web/auth/methods';
import { webEnv } from '#web/env/web-env';
import { answerForm } from '#web/http/answer';
import { type Form, readOpenForm } from '#web/http/form';
import { signInRequest } from './answer';

/** POST of what was mailed, a link's page or a code: only where people sign in by mail, and within the limit of attempts. */
export function answerMailed(
  request: Request,
  audience: Audience,
  redeem: (asking: SignInRequest, form: Form) => Promise<Response>,
): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInMethods(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in');
    return redeem(asking, form);
  });
}
