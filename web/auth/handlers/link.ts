import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { webEnv } from '#web/env/web-env';
import { answerForm } from '#web/http/answer';
import { readOpenForm } from '#web/http/form';
import { admitSignIn } from '../limits';
import { redeemLink } from '../mail-link';
import { signInWays } from '../ways';
import { answerTo, signInRequest } from './common';

/** POST of the emailed link's page: the only thing that uses a link up. */
export function linkDoor(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInWays(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in');
    return answerTo(await redeemLink(asking, form.text('half'), form.text('return')), audience);
  });
}
