import { signInMessages } from '#web/messages/sign-in';
import 'server-only';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { admitSignIn } from '#web/auth/limits';
import { signInMethods } from '#web/auth/methods';
import { beginOidc } from '#web/auth/oidc';
import { webEnv } from '#web/env/web-env';
import { answerForm, requestNonce, seeOther } from '#web/http/answer';
import { readOpenForm } from '#web/http/form';
import { pageFrame } from '#web/http/plain-page';
import { redirectInterstitial } from '#web/http/redirect-interstitial';
import { problemPath, signInRequest } from './answer';

/** POST of "Continue": answers with a page that leads to the audience's OpenID provider. */
export function postOidc(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (signInMethods(env, audience).oidcHost === undefined) throw new AppError('NOT_FOUND');
    const isAgain = form.text('again') === '1';
    const asking = signInRequest(request.headers, audience);
    await admitSignIn(asking, 'sign-in');
    const begun = await beginOidc(asking, isAgain, form.text('return'));
    if (begun.kind === 'refused') return seeOther(problemPath(audience, begun.reason));
    const page = redirectInterstitial({
      host: new URL(begun.href).host,
      href: begun.href,
      nonce: requestNonce(request),
      why: signInMessages.redirect,
      ...pageFrame(env, audience),
    });
    for (const cookie of begun.cookies) page.headers.append('set-cookie', cookie);
    return page;
  });
}
