import type { Audience } from '#lib/contract/people';
import { VERSION } from '#lib/env/version';
import type { WebEnv } from '#web/env/web-env';
import { frameMessages } from '#web/messages/frame';
import { LANGUAGE } from '#web/messages/language';
import { PLAIN_PAGE_STYLE } from './plain-page-style';
import { returnPath } from './return-path';

/** What the frame of every page shows: whose app this is, and where to get help. */
export type PageFrame = {
  partnerName: string;
  hasLogo?: boolean;
  /** Where customers get help. */
  helpHref?: string | undefined;
  /** Whose page it is; the customers' unless said otherwise. */
  audience?: Audience;
};

/** A page made without React, for answers of route handlers: what a form's POST or an error shows. */
export type PlainPage = PageFrame & {
  status: number;
  title: string;
  paragraphs: readonly string[];
  /** What is copied from this page by hand, large. */
  code?: string;
  /** The next step; the first one is the main one. */
  links: readonly { href: string; text: string }[];
  /** The request's CSP nonce (header `x-nonce`, set by proxy.ts). */
  nonce: string;
  /** Address for a zero-second refresh. */
  refreshTo?: string;
  /** A form to another host that is sent at once where there is JavaScript, and by its button where there is none. */
  form?: {
    action: string;
    fields: Readonly<Record<string, string>>;
    button: string;
    /** It waits for its button, whatever the browser can. */
    isPressed?: true;
  };
  /** For the window that opened this one, at this origin and no other; without one the page goes on to `href`. */
  message?: { data: Readonly<Record<string, string>>; origin: string; href: string };
  referrerPolicy?: 'no-referrer' | 'same-origin' | 'strict-origin';
};

/** The frame of an audience's pages, from the configuration. */
export function pageFrame(
  env: Pick<WebEnv, 'PARTNER_NAME' | 'PARTNER_LOGO_FILE' | 'PARTNER_SUPPORT_URL'>,
  audience: Audience = 'customer',
): PageFrame {
  return {
    partnerName: env.PARTNER_NAME,
    hasLogo: env.PARTNER_LOGO_FILE !== undefined,
    helpHref: env.PARTNER_SUPPORT_URL,
    audience,
  };
}

/** The page as a response: never stored. No script but the one line that sends its form or its message. */
export function plainPage(page: PlainPage): Response {
  return new Response(markup(page), {
    status: page.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': page.referrerPolicy ?? 'same-origin',
    },
  });
}

type PageInParts = Omit<PlainPage, 'links' | 'refreshTo' | 'form' | 'message' | 'referrerPolicy'>;

/** A page that is sent before it is known where it leads: its beginning, and its end with a refresh to there. */
export function plainPageInParts(page: PageInParts): { begin: string; end: (href: string) => string } {
  const whole = { ...page, links: [] };
  return {
    begin: opening(whole, true),
    // a browser obeys a refresh in the body too (HTML §4.2.5.3)
    end: (href) => `<meta http-equiv="refresh" content="0; url=${escapeHtml(href)}">
${closing({ ...whole, links: [{ href, text: frameMessages.continue }] })}`,
  };
}

function markup(page: PlainPage): string {
  return opening(page) + closing(page);
}

function opening(page: PlainPage, isBusy = false): string {
  const title = escapeHtml(page.title);
  const refresh =
    page.refreshTo === undefined
      ? ''
      : `\n<meta http-equiv="refresh" content="0; url=${escapeHtml(page.refreshTo)}">`;
  return `<!doctype html>
<html lang="${LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="${page.referrerPolicy ?? 'same-origin'}">
<title>${title} · ${escapeHtml(page.partnerName)}</title>${refresh}
<link rel="icon" href="/brand/icon.svg">
<link rel="stylesheet" href="/brand/theme.css">
<style nonce="${escapeHtml(page.nonce)}">${PLAIN_PAGE_STYLE}
</style>
</head>
<body>
<a class="skip" href="#main">${escapeHtml(frameMessages.skipLink)}</a>
${header(page)}
<main id="main" class="page" tabindex="-1"${isBusy ? ' aria-busy="true"' : ''}>
<h1>${title}</h1>${page.code === undefined ? '' : `\n<p><code>${escapeHtml(page.code)}</code></p>`}
${page.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
`;
}

function closing(page: PlainPage): string {
  const links = page.links.map(
    ({ href, text }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>`,
  );
  return `${formMarkup(page)}${messageMarkup(page)}${links.length === 0 ? '' : `<ul>${links.join('')}</ul>`}
</main>
${footer(page)}
</body>
</html>
`;
}

function formMarkup({ form, nonce }: PlainPage): string {
  if (form === undefined) return '';
  const fields = Object.entries(form.fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return `<form method="post" action="${escapeHtml(form.action)}">${fields.join('')}
<button>${escapeHtml(form.button)}</button></form>
${form.isPressed ? '' : `<script nonce="${escapeHtml(nonce)}">document.forms[0].submit()</script>`}
`;
}

/** A popup tells its opener and closes; the browser drops the message unless the opener is of that origin. */
function messageMarkup({ message, nonce }: PlainPage): string {
  if (message === undefined) return '';
  const [data, origin, href] = [message.data, message.origin, message.href].map((value) =>
    // `<` would end the script
    JSON.stringify(value).replaceAll('<', '\\u003c'),
  );
  return `<script nonce="${escapeHtml(nonce)}">if(window.opener){window.opener.postMessage(${data},${origin});window.close()}else{location.replace(${href})}</script>
`;
}

// The twin of components/ui/app-header.tsx.
function header({ partnerName, hasLogo, audience = 'customer' }: PageFrame): string {
  const name = escapeHtml(partnerName);
  const sign = hasLogo ? `<img src="/brand/logo" alt="${name}">` : name;
  const area = audience === 'staff' ? `<span>${escapeHtml(frameMessages.staff)}</span>` : '';
  return `<header><div class="page"><a href="${returnPath(audience, undefined)}">${sign}${area}</a></div></header>`;
}

// The twin of components/ui/app-footer.tsx.
function footer({ partnerName, helpHref, audience }: PageFrame): string {
  const help =
    audience === 'staff'
      ? ` ${escapeHtml(frameMessages.staffHelp)}`
      : helpHref === undefined
        ? ''
        : ` <a href="${escapeHtml(helpHref)}" rel="noreferrer">${escapeHtml(frameMessages.getHelp)}</a>`;
  return `<footer class="page"><p>${escapeHtml(frameMessages.providedBy(partnerName))}${help}<br>${escapeHtml(frameMessages.version(VERSION))}</p></footer>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
