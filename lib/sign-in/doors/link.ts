import 'server-only';
import { webEnv } from '#lib/env/web';
import { AppError } from '#lib/errors/app-error';
import { answerForm } from '#lib/http/answer';
import { readOpenForm } from '#lib/http/form';
import type { Audience } from '#lib/http/return-path';
import { redeemLink } from '../mail-link';
import { signInWays } from '../ways';
import { answerTo, signInRequest } from './common';

/** POST of the e-mailed link's page: the only thing that uses a link up. */
export function linkDoor(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInWays(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    return answerTo(await redeemLink(signInRequest(request.headers, audience), form.text('half')), audience);
  });
}
