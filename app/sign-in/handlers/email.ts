import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { normaliseAddress } from '#lib/text/email-address';
import { forgetTypedEmail, keepTypedEmail } from '#web/auth/email-draft';
import { admitMail } from '#web/auth/limits';
import { browserNonce } from '#web/auth/mail-link';
import { signInMethods } from '#web/auth/methods';
import { requestLink } from '#web/auth/request-link';
import { webEnv } from '#web/env/web-env';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readOpenForm } from '#web/http/form';
import { checkEmailPath, signInPath } from '#web/http/return-path';
import { problemPath, signInRequest } from './answer';

/**
 * POST of an address: the same answer for every address (web/auth/request-link.ts). Whatever is refused, the typed address
 * stands in the form again.
 */
export async function postEmail(request: Request, audience: Audience): Promise<Response> {
  const asking = signInRequest(request.headers, audience);
  let draft: string[] = [];
  const answer = await answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInMethods(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const typed = form.text('email') ?? '';
    draft = keepTypedEmail(asking, typed);
    const address = normaliseAddress(typed);
    if (address === undefined) return seeOther(misspeltPath(audience, form));
    await admitMail(asking, address);
    const { nonce, cookie } = browserNonce(asking);
    const isLeaving = await requestLink(asking, { address, nonce, returnTo: form.text('return') });
    draft = isLeaving ? [forgetTypedEmail(asking)] : draft;
    const sent = checkEmailPath(audience, form.text('return'));
    return seeOther(isLeaving ? sent : problemPath(audience, 'mail'), [cookie]);
  });
  for (const each of draft) answer.headers.append('set-cookie', each);
  return answer;
}

/** The same page again, which still knows where to come back to. */
function misspeltPath(audience: Audience, form: Form): string {
  const path = signInPath(audience, form.text('return'), form.text('again') === '1');
  return `${path}${path.includes('?') ? '&' : '?'}problem=address`;
}
