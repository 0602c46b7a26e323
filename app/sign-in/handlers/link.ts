import 'server-only';
import type { Audience } from '#lib/contract/people';
import { redeemLink } from '#web/auth/mail-link';
import { answerSignIn } from './answer';
import { answerMailed } from './mailed';

/** POST of the emailed link's page: the only thing that uses a link up. */
export function postLink(request: Request, audience: Audience): Promise<Response> {
  return answerMailed(request, audience, async (asking, form) =>
    answerSignIn(await redeemLink(asking, form.text('half'), form.text('return')), audience),
  );
}
