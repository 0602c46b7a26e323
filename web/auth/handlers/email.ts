import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { after } from 'next/server';
import type { Audience } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { normaliseAddress } from '#lib/text/email-address';
import { webEnv } from '#web/env/web-env';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readOpenForm } from '#web/http/form';
import { webLog } from '#web/http/log';
import { signInPath, signInPaths } from '#web/http/return-path';
import { isMailAway, MailFailure } from '#web/mail/mail-server';
import type { SignInRequest } from '../answer';
import { forgetTypedEmail, keepTypedEmail } from '../email-draft';
import { admitMail } from '../limits';
import { browserHalf, mailLink } from '../mail-link';
import { signInWays } from '../ways';
import { problemPath, signInRequest } from './common';

/** How long a customer waits for the mail server to take the message; most need less than one second. */
const PATIENCE_MS = 10_000;

type LinkRequest = { address: string; half: string; returnTo: string | undefined };

/**
 * POST of an address: the same answer for every address. "Check your email" is said only when the mail server has
 * taken the message. For staff it is asked without one, because whether an address may sign in is found out afterwards:
 * neither the page nor its timing tells who is staff here. Whatever is refused, the typed address stands in the form again.
 */
export async function emailDoor(request: Request, audience: Audience): Promise<Response> {
  const asking = signInRequest(request.headers, audience);
  let draft: string[] = [];
  const answer = await answerForm(request, { audience }, async () => {
    const env = webEnv();
    const form = await readOpenForm(request, env);
    if (!signInWays(env, audience).hasEmail) throw new AppError('NOT_FOUND');
    const typed = form.text('email') ?? '';
    draft = keepTypedEmail(asking, typed);
    const address = normaliseAddress(typed);
    if (address === undefined) return seeOther(misspeltPath(audience, form));
    await admitMail(asking, address);
    const { half, cookie } = browserHalf(asking);
    const link = { address, half, returnTo: form.text('return') };
    const isLeaving = await (audience === 'staff' ? staffMail : customerMail)(asking, link);
    draft = isLeaving ? [forgetTypedEmail(asking)] : draft;
    return seeOther(isLeaving ? signInPaths(audience).checkEmail : problemPath(audience, 'mail'), [cookie]);
  });
  for (const each of draft) answer.headers.append('set-cookie', each);
  return answer;
}

/** The same page again, which still knows where to come back to. */
function misspeltPath(audience: Audience, form: Form): string {
  const path = signInPath(audience, form.text('return'), form.text('again') === '1');
  return `${path}${path.includes('?') ? '&' : '?'}problem=address`;
}

/** Every customer's address may sign in, so waiting for the message tells nothing about one. */
async function customerMail(asking: SignInRequest, link: LinkRequest): Promise<boolean> {
  const mailing = mail(asking, link);
  // a message that takes longer may leave all the same
  after(() => mailing.catch(() => undefined));
  const late = sleep(PATIENCE_MS, 'away' as const, { ref: false });
  return (await Promise.race([mailing, late])) !== 'away';
}

async function staffMail(asking: SignInRequest, link: LinkRequest): Promise<boolean> {
  const { db, env } = asking;
  const isAway = await isMailAway({ db, env, log: webLog() });
  // tried in any case: the server may be back, and then the link works
  after(() => mail(asking, link).catch(() => undefined));
  return !isAway;
}

/** @throws what the database throws. */
async function mail(asking: SignInRequest, link: LinkRequest): Promise<'sent' | 'not_sent' | 'away'> {
  const { audience } = asking;
  try {
    const outcome = await mailLink(asking, link.address, link.half, link.returnTo);
    webLog().info({ audience, outcome }, 'a sign-in link was asked for');
    return outcome;
  } catch (err) {
    webLog().error({ err, audience }, 'a sign-in link could not be mailed');
    if (!(err instanceof MailFailure)) throw err;
    return err.isServerAway ? 'away' : 'not_sent';
  }
}
