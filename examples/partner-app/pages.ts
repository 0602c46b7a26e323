import type { Connection } from '@connect-wise/sdk';
import type { Told } from './events.ts';
import { type Browser, DEMO_PEOPLE } from './people.ts';
import type { Outcome, Transfer } from './wise.ts';

/** Text of others in a page: names are what their owners wrote. */
const text = (value: unknown): string =>
  String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string, attributes = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)} – Paper &amp; Post</title>
<link rel="stylesheet" href="/style.css">
</head>
<body${attributes}>
<header><a href="/account">Paper &amp; Post</a> <span>Example app</span></header>
<main>
<h1>${text(title)}</h1>
${body}
</main>
<script src="/connect-wise-button.js"></script>
</body>
</html>`;

const form = (action: string, { csrf }: Browser, label: string, attributes = ''): string =>
  `<form method="post" action="${action}"${attributes}><input type="hidden" name="csrf" value="${csrf}"><button>${label}</button></form>`;

export const signInPage = (): string =>
  page(
    'Sign in',
    `<p>This shop has a sign-in of its own. Its customers sign in nowhere else.</p>${DEMO_PEOPLE.map(
      ({ id, name }) =>
        `<form method="post" action="/sign-in"><input type="hidden" name="person" value="${id}"><button>Sign in as ${text(name)}</button></form>`,
    ).join('\n')}`,
  );

export const failurePage = (message: string): string =>
  page('That did not work', `<p>${text(message)}</p><p><a href="/account">Back to your account</a></p>`);

/** At the return address: in a window of its own it ends that window; else the browser goes on. */
export function returnedPage(outcome: Outcome): string {
  return page(
    'Back at the shop',
    `<p>${OUTCOMES[outcome]}</p><p><a href="/account">Go on to your account</a></p>`,
    ' data-connect-wise-returned="/account"',
  );
}

const OUTCOMES: Record<string, string> = {
  connected: 'Wise is connected.',
  slow: 'Wise is taking longer than usual. Your connection appears here in a moment.',
  cancelled: 'Nothing was connected.',
  failed: 'Wise was not connected. Please try again.',
  'needs-reconnect': 'Wise has ended this connection. Please connect again.',
};
const STATUS: Record<Connection['status'], string> = {
  active: 'Connected',
  needs_reconnect: 'Needs to be connected again',
  disconnected: 'Disconnected',
};

interface Account {
  browser: Browser;
  connections: Connection[];
  events: Told[];
  outcome: string | null;
}

export function accountPage({ browser, connections, events, outcome }: Account): string {
  const { person } = browser;
  const open = connections.filter(({ status }) => status !== 'disconnected');
  const notice = OUTCOMES[outcome ?? ''];
  return page(
    'Your account',
    `${notice === undefined ? '' : `<p role="status" class="notice">${notice}</p>`}
<p>Signed in as <b>${text(person.name)}</b>.</p>${form('/sign-out', browser, 'Sign out')}
<section><h2>Wise</h2>
${open.length === 0 ? '<p>Connect Wise to see your transfers here. You confirm it at Wise; this shop never sees your password.</p>' : `<ul>${open.map(connectionRow).join('')}</ul>`}
<div class="buttons">${form('/wise/connect', browser, open.length === 0 ? 'Connect Wise' : 'Connect another profile', ' data-connect-wise')}
${connections.length === 0 ? '' : form('/wise/portal', browser, 'Manage connections')}</div></section>
<section><h2>What Connect Wise told this shop</h2>
${events.length === 0 ? '<p>Nothing yet.</p>' : `<ol class="events">${events.map(eventRow).join('')}</ol>`}</section>`,
  );
}

const connectionRow = ({ id, profile_name, status }: Connection): string =>
  `<li><bdi>${text(profile_name ?? 'Wise profile')}</bdi> <span class="state">${STATUS[status]}</span>${
    status === 'active' ? ` <a href="/transfers/${id}">Transfers</a>` : ''
  }</li>`;

const HOW: Record<Told['how'], string> = {
  sent: 'sent to us, signature verified',
  asked: 'asked for',
};

const eventRow = ({ event: { type, created_at }, how }: Told): string =>
  `<li><code>${text(type)}</code> <time datetime="${text(created_at)}">${text(created_at.slice(11, 19))} UTC</time> <span class="state">${HOW[how]}</span></li>`;

export const transfersPage = ({ profile_name }: Connection, transfers: Transfer[]): string =>
  page(
    'Transfers',
    `<p>Of <bdi>${text(profile_name ?? 'your profile')}</bdi>, from Wise just now.</p>
${transfers.length === 0 ? '<p>There are no transfers yet.</p>' : `<div class="wide"><table><thead><tr><th>Number</th><th>Amount</th><th>State</th></tr></thead><tbody>${transfers.map(transferRow).join('')}</tbody></table></div>`}
<p><a href="/account">Back to your account</a></p>`,
  );

const transferRow = ({ id, sourceValue, sourceCurrency, status }: Transfer): string =>
  `<tr><td>${text(id)}</td><td>${text(sourceValue)} ${text(sourceCurrency)}</td><td>${text(status.replaceAll('_', ' '))}</td></tr>`;
