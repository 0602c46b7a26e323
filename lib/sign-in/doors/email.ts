import 'server-only';
import { after } from 'next/server';
import { webEnv } from '#lib/env/web';
import { AppError } from '#lib/errors/app-error';
import { answerForm, seeOther } from '#lib/http/answer';
import { readOpenForm } from '#lib/http/form';
import { webLog } from '#lib/http/log';
import { type Audience, signInPaths } from '#lib/http/return-path';
import { normaliseAddress } from '#lib/mail/address';
import type { SignInRequest } from '../answer';
import { admitMail } from '../limits';
import { browserHalf, mailLink } from '../mail-link';
import { signInWays } from '../ways';
import { signInRequest } from './common';

type LinkRequest = { address: string; half: string; returnTo: string | undefined };

/**
 * POST of an address: the same answer for every address, at once. Whether the address may sign in is found out
 * afterwards, so that neither the page nor its timing tells who is staff here.
 */
export function emailDoor(request: Request, audience: Audience): Promise<Response> {
  return answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInWays(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const address = normaliseAddress(form.text('email'));
    if (address === undefined) return seeOther(`${signInPaths(audience).page}?problem=address`);
    const asking = signInRequest(request.headers, audience);
    await admitMail(asking, address);
    const { half, cookie } = browserHalf(asking);
    const returnTo = form.text('return');
    after(() => mailQuietly(asking, { address, half, returnTo }));
    return seeOther(signInPaths(audience).checkEmail, [cookie]);
  });
}

async function mailQuietly(asking: SignInRequest, link: LinkRequest): Promise<void> {
  const { audience } = asking;
  try {
    const outcome = await mailLink(asking, link.address, link.half, link.returnTo);
    webLog().info({ audience, outcome }, 'a sign-in link was asked for');
  } catch (err) {
    webLog().error({ err, audience }, 'a sign-in link could not be mailed');
  }
}
