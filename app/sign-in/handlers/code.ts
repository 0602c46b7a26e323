import 'server-only';
import type { Audience } from '#lib/contract/people';
import { redeemCode } from '#web/auth/mail-code';
import { seeOther } from '#web/http/answer';
import { checkEmailPath } from '#web/http/return-path';
import { answerSignIn } from './answer';
import { answerMailed } from './mailed';

/** POST of a mailed code, typed in the browser that asked for it. A wrong one leads back to where it is typed. */
export function postCode(request: Request, audience: Audience): Promise<Response> {
  return answerMailed(request, audience, async (asking, form) => {
    const answer = await redeemCode(asking, form.text('code'), form.text('return'));
    if (answer.kind === 'refused' && answer.reason === 'code')
      return seeOther(checkEmailPath(audience, form.text('return'), 'code'), answer.cookies);
    return answerSignIn(answer, audience);
  });
}
