import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { after } from 'next/server';
import { webLog } from '#web/http/log';
import { isMailAway, MailFailure } from '#web/mail/mail-server';
import type { SignInRequest } from './answer';
import { mailLink } from './mail-link';

/** How long a customer waits for the mail server to take the message; most need less than one second. */
const PATIENCE_MS = 10_000;

type LinkRequest = { address: string; nonce: string; returnTo: string | undefined };

/**
 * Mails a link, if its address may sign in, and says whether "check your email" is true: the mail server has taken the
 * message. For staff it is asked without one, because whether an address may sign in is found out afterwards: neither the
 * answer nor its timing tells who is staff here.
 *
 * @throws what the database throws.
 */
export async function requestLink(asking: SignInRequest, link: LinkRequest): Promise<boolean> {
  return await (asking.audience === 'staff' ? forStaff(asking, link) : forCustomer(asking, link));
}

/** Every customer's address may sign in, so waiting for the message tells nothing about one. */
async function forCustomer(asking: SignInRequest, link: LinkRequest): Promise<boolean> {
  const mailing = mail(asking, link);
  // a message that takes longer may leave all the same
  after(() => mailing.catch(() => undefined));
  const late = sleep(PATIENCE_MS, 'away' as const, { ref: false });
  return (await Promise.race([mailing, late])) !== 'away';
}

async function forStaff(asking: SignInRequest, link: LinkRequest): Promise<boolean> {
  const { db, env } = asking;
  const isAway = await isMailAway({ db, env, log: webLog() });
  // tried in any case: the server may be back, and then the link works
  after(() => mail(asking, link).catch(() => undefined));
  return !isAway;
}

async function mail(asking: SignInRequest, link: LinkRequest): Promise<'sent' | 'not_sent' | 'away'> {
  const { audience } = asking;
  try {
    const outcome = await mailLink(asking, link.address, link.nonce, link.returnTo);
    webLog().info({ audience, outcome }, 'a sign-in link was asked for');
    return outcome;
  } catch (err) {
    webLog().error({ err, audience }, 'a sign-in link could not be mailed');
    if (!(err instanceof MailFailure)) throw err;
    return err.isServerAway ? 'away' : 'not_sent';
  }
}
