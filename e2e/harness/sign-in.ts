import { type Answer, Browser, type Form, formTo, linksOf } from '#test/browser/http-browser';
import type { Idp } from '#test/identity-provider';
import { linkIn, type Mailbox } from '#test/mailbox';

type Audience = 'customer' | 'staff';

const PAGE: Record<Audience, string> = { customer: '/sign-in', staff: '/staff/sign-in' };

/**
 * Signs in at the provider as the person with this `sub`; returns where the provider sends the browser back to. `from`
 * is the sign-in page with its query.
 */
export async function upToSignInCallback(
  browser: Browser,
  appUrl: string,
  idp: Idp,
  { audience, sub }: { audience: Audience; sub: string },
  from: string = PAGE[audience],
): Promise<string> {
  const page = await browser.get(appUrl + from);
  const form = formTo(page, `${PAGE[audience]}/oidc`);
  const leaving = await browser.post(form.action, form.fields);
  const link = linksOf(leaving).find((each) => each.startsWith(`${idp.issuer}/`));
  if (link === undefined) throw new Error(`no way to the provider (${leaving.status}): ${leaving.text}`);
  // a browser of its own, so that nobody is signed in at the provider already
  const there = new Browser();
  let answer: Answer = await there.get(link);
  for (let hops = 0; hops < 10; hops += 1) {
    if (answer.location?.startsWith(`${appUrl}/`)) return answer.location;
    if (answer.location === undefined) answer = await there.post(formTo(answer, '').action, { login: sub });
    else answer = await there.get(answer.location);
  }
  throw new Error(`the provider does not lead back: ${answer.text.slice(0, 1_000)}`);
}

/** The whole sign-in; returns the answer to the callback. */
export async function signInByOidc(
  browser: Browser,
  appUrl: string,
  idp: Idp,
  who: { audience: Audience; sub: string },
): Promise<Answer> {
  return browser.get(await upToSignInCallback(browser, appUrl, idp, who));
}

/** A customer's sign-in by email, up to the page that the link opens; returns the link and what the button sends. */
export async function upToMailedLink(
  browser: Browser,
  appUrl: string,
  mailbox: Mailbox,
  email: string,
): Promise<{ link: string; button: Form }> {
  const ask = formTo(await browser.get(`${appUrl}/sign-in`), '/sign-in/email');
  await browser.post(ask.action, { ...ask.fields, email });
  const link = linkIn((await mailbox.take(email, /sign-in link/)).text);
  return { link, button: formTo(await browser.get(link), '/sign-in/link/confirm') };
}
