import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { after } from 'next/server';
import { webEnv } from '#lib/env/web';
import { AppError } from '#lib/errors/app-error';
import { answerForm, seeOther } from '#lib/http/answer';
import { readOpenForm } from '#lib/http/form';
import { webLog } from '#lib/http/log';
import { type Audience, signInPaths } from '#lib/http/return-path';
import { normaliseAddress } from '#lib/mail/address';
import { isMailAway, MailFailure } from '#lib/mail/mail-server';
import type { SignInRequest } from '../answer';
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
 * neither the page nor its timing tells who is staff here.
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
    const link = { address, half, returnTo: form.text('return') };
    const isLeaving = await (audience === 'staff' ? staffMail : customerMail)(asking, link);
    return seeOther(isLeaving ? signInPaths(audience).checkEmail : problemPath(audience, 'mail'), [cookie]);
  });
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
