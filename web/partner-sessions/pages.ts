import 'server-only';
import type { PartnerSession } from '#lib/sessions/partner-session';
import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { CSRF_FIELD, csrfToken } from '#web/http/csrf';
import { type PlainPage, pageFrame, plainPage } from '#web/http/plain-page';
import { partnerSessionMessages as messages } from '#web/messages/customer/partner-session';
import { addressBack, type Told } from './way-back';

type Text = { title: string; text: (partner: string) => readonly string[] };

function page(request: Request, text: Text, more: Partial<PlainPage> = {}): Response {
  const env = webEnv();
  return plainPage({
    ...pageFrame(env),
    status: 200,
    title: text.title,
    paragraphs: text.text(env.PARTNER_NAME),
    links: [],
    nonce: requestNonce(request),
    referrerPolicy: 'no-referrer',
    ...more,
  });
}

/** The one button that spends the address: a form's POST, so that no preview, scanner or reload does. */
export function linkPage(request: Request, kind: PartnerSession['kind'], token: string): Response {
  const text = messages[kind];
  return page(request, text, {
    form: { action: '/session', fields: { token }, button: text.button, isPressed: true },
    // a form's origin has to reach us
    referrerPolicy: 'same-origin',
  });
}

export const overPage = (request: Request): Response => page(request, messages.over, { status: 410 });

export const notConfirmedPage = (request: Request): Response =>
  page(request, messages.notConfirmed, { status: 403 });

/** Back from Wise without a yes: once more, or back to the partner. */
export function unfinishedPage(request: Request, session: PartnerSession): Response {
  const { text, title, again, back } = messages.unfinished;
  return page(
    request,
    { title, text },
    {
      form: {
        action: '/session/return',
        fields: { [CSRF_FIELD]: csrfToken(session.sessionId) },
        button: again,
        isPressed: true,
      },
      links: [{ href: '/session/back', text: back(webEnv().PARTNER_NAME) }],
      referrerPolicy: 'same-origin',
    },
  );
}

const REFRESH_SECONDS = 2;

/** @param from a form's answer cannot redirect to another host, where /session/return may lead (redirect-interstitial.ts). */
export function waitingPage(request: Request, from: 'get' | 'form' = 'get'): Response {
  const { title, text } = messages.waiting;
  if (from === 'form') return page(request, { title, text: () => text }, { refreshTo: '/session/return' });
  const answer = page(request, { title, text: () => text });
  answer.headers.set('refresh', String(REFRESH_SECONDS));
  return answer;
}

/** Takes the browser back to the partner, or tells the window that opened it; looked at once more whether it may. */
export function leave(
  request: Request,
  session: Pick<PartnerSession, 'returnUrl' | 'sessionId' | 'display'>,
  told: Told,
  /** A form's answer cannot redirect to another host (redirect-interstitial.ts). */
  from: 'get' | 'form' = 'get',
): Response {
  const env = webEnv();
  const url = addressBack(env.RETURN_URLS, session, told);
  if (url === undefined) return page(request, messages.nowhere, { status: 409 });
  const { title, text, next, popup } = messages.leaving;
  const link = { href: url.href, text: next(env.PARTNER_NAME) };
  if (session.display === 'popup') {
    const data = { type: 'connect-wise', session: session.sessionId, ...told };
    return page(
      request,
      { title: title(env.PARTNER_NAME), text: () => [popup] },
      { links: [link], message: { data, origin: url.origin, href: url.href } },
    );
  }
  if (from === 'form') {
    return page(
      request,
      { title: title(env.PARTNER_NAME), text: (partner) => [text(partner)] },
      { links: [link], refreshTo: url.href },
    );
  }
  return new Response(null, {
    status: 303,
    headers: { location: url.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });
}
