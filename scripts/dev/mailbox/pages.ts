import { createElement as h, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Message } from './mail-server';

/** Its hash is in the page's policy (server.ts). */
export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 48rem; margin: 0 auto; padding: 2rem 1rem; }
header p, .quiet { color: GrayText; }
ul { list-style: none; padding: 0; }
li { border-top: 1px solid GrayText; }
li a { display: block; padding: .75rem 0; color: inherit; text-decoration: none; }
li a:hover strong { text-decoration: underline; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; border-top: 1px solid GrayText; padding-top: 1rem; }
`;

const REFRESH_SECONDS = 5;

/** The mailbox of everybody: newest first. */
export function listPage(messages: readonly Message[]): string {
  const list =
    messages.length === 0
      ? h('p', null, 'No mail yet. Ask for a sign-in link, or connect or disconnect a profile.')
      : h(
          'ul',
          null,
          ...messages.map((message) =>
            h(
              'li',
              { key: message.id },
              h(
                'a',
                { href: `/messages/${message.id}` },
                h('strong', null, message.subject),
                h(
                  'span',
                  { className: 'quiet' },
                  h('br'),
                  `To ${message.to.join(', ')} · ${time(message.at)}`,
                ),
              ),
            ),
          ),
        );
  return page('Mailbox', list, h('meta', { httpEquiv: 'refresh', content: String(REFRESH_SECONDS) }));
}

/** One message, its addresses as links. */
export function messagePage(message: Message): string {
  return page(
    message.subject,
    h(
      'div',
      null,
      h('p', null, h('a', { href: '/' }, 'All mail')),
      h(
        'p',
        { className: 'quiet' },
        `From ${message.from}`,
        h('br'),
        `To ${message.to.join(', ')}`,
        h('br'),
        time(message.at),
      ),
      h('pre', null, ...withLinks(message.text)),
    ),
  );
}

export function notFoundPage(): string {
  return page(
    'No such message',
    h('p', null, h('a', { href: '/' }, 'All mail'), '. A restart empties the mailbox.'),
  );
}

function withLinks(text: string): ReactNode[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, at) =>
    // every second part is what the pattern caught
    at % 2 === 1 ? h('a', { key: at, href: part }, part) : part,
  );
}

const time = (at: Date): string =>
  at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

function page(title: string, body: ReactNode, meta?: ReactNode): string {
  const head = h(
    'head',
    null,
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width' }),
    meta,
    h('title', null, `${title} · Mailbox of npm run dev`),
    h('style', null, STYLE),
  );
  const header = h(
    'header',
    null,
    h('h1', null, title),
    h(
      'p',
      null,
      'Development only: every message that Connect Wise sends ends here and is passed on to nobody.',
    ),
  );
  return `<!doctype html>${renderToStaticMarkup(h('html', { lang: 'en' }, head, h('body', null, header, h('main', null, body))))}`;
}
