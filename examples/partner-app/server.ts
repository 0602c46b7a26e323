import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type ConnectWise, EventRefused, isProblem, verifyEvent } from '@connect-wise/sdk';
import type { EventLog, WiseEvent } from './events.ts';
import { accountPage, failurePage, returnedPage, signInPage, transfersPage } from './pages.ts';
import { type Browser, DEMO_PEOPLE, hasToken, type People } from './people.ts';
import {
  backFromPortal,
  connectionsOf,
  finishToConnect,
  RETURN,
  startPortal,
  startToConnect,
  transfersOf,
} from './wise.ts';

export interface App {
  origin: string;
  connectWiseOrigin: string;
  eventSecret: string | undefined;
  wise: ConnectWise;
  log: EventLog;
  people: People;
}

/** Where Connect Wise sends events to. */
export const EVENTS = '/wise/events';

type Reply = { status: number; type?: string; body?: string; location?: string; cookie?: string };
type Asked = { app: App; browser: Browser; query: URLSearchParams; path: string };

const FILES: Record<string, { type: string; url: () => string }> = {
  '/style.css': { type: 'text/css', url: () => new URL('style.css', import.meta.url).href },
  '/connect-wise-button.js': {
    type: 'text/javascript',
    url: () => import.meta.resolve('@connect-wise/sdk/button.js'),
  },
};

export async function handle(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await answer(app, request).catch((error: unknown) => failure(error));
  const { status, type = 'text/html', body = '', location, cookie } = reply;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    // form-action holds for the redirect of a form too: the button's leads to Connect Wise
    'content-security-policy': `default-src 'self'; form-action 'self' ${app.connectWiseOrigin}; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    // the return address has a code in it
    'referrer-policy': 'no-referrer',
    ...(location === undefined ? {} : { location }),
    ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
  });
  response.end(body);
}

async function answer(app: App, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', app.origin);
  const known = FILES[url.pathname];
  if (known !== undefined) {
    return { status: 200, type: known.type, body: readFileSync(fileURLToPath(known.url()), 'utf8') };
  }
  const isPost = request.method === 'POST';
  const body = isPost ? await bodyOf(request) : Buffer.alloc(0);
  if (isPost && url.pathname === EVENTS) return receive(app, request, body);
  const form = new URLSearchParams(body.toString('utf8'));
  if (url.pathname === '/sign-in') return isPost ? signIn(app, form) : html(signInPage());
  const browser = app.people.find(request.headers.cookie);
  if (browser === undefined) return to('/sign-in');
  if (isPost && !hasToken(browser, form))
    return { ...html(failurePage('Please press the button again.')), status: 403 };
  const asked = { app, browser, query: url.searchParams, path: url.pathname };
  if (isPost && url.pathname === '/sign-out') {
    return { ...to('/sign-in'), cookie: app.people.signOut(request.headers.cookie) };
  }
  return isPost ? act(asked) : show(asked);
}

async function act({ app, browser, path }: Asked): Promise<Reply> {
  if (path === '/wise/connect') return to(await startToConnect(app.wise, app.origin, browser));
  if (path === '/wise/portal') return to(await startPortal(app.wise, app.origin, browser));
  return notFound();
}

async function show({ app, browser, query, path }: Asked): Promise<Reply> {
  const { wise, log, origin } = app;
  const { person } = browser;
  if (path === '/') return to('/account');
  if (path === '/account') {
    const connections = await connectionsOf(wise, person.id);
    const outcome = browser.outcome ?? query.get('wise');
    browser.outcome = undefined;
    return html(accountPage({ browser, connections, events: log.of(person.id), outcome }));
  }
  if (path === RETURN.connect) {
    browser.outcome = await finishToConnect(wise, browser, query);
    return html(returnedPage(browser.outcome));
  }
  if (path === RETURN.portal) return to(await backFromPortal(wise, origin, browser, query));
  if (path.startsWith('/transfers/')) {
    // of this customer's connections, not of any that somebody writes into the address
    const found = (await connectionsOf(wise, person.id)).find(({ id }) => path === `/transfers/${id}`);
    if (found !== undefined) return html(transfersPage(found, await transfersOf(wise, found)));
  }
  return notFound();
}

function signIn(app: App, form: URLSearchParams): Reply {
  const person = DEMO_PEOPLE.find(({ id }) => id === form.get('person'));
  return person === undefined ? to('/sign-in') : { ...to('/account'), cookie: app.people.signIn(person) };
}

/** For what Connect Wise sends. It is tried again until this answers 2xx. */
function receive(app: App, request: IncomingMessage, body: Buffer): Reply {
  if (app.eventSecret === undefined) return notFound();
  try {
    const event = verifyEvent<WiseEvent | { type: 'test' }>(body, request.headers, app.eventSecret);
    if (event.type !== 'test') app.log.take(event, 'sent');
    return { status: 204 };
  } catch (error) {
    if (error instanceof EventRefused) return { status: 400, type: 'text/plain', body: error.reason };
    throw error;
  }
}

const MOST_BYTES = 100_000;
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failure(error: unknown): Reply {
  if (isProblem(error, 'SIGN_IN_TOO_OLD')) return to('/sign-in');
  if (isProblem(error, 'CONNECTION_NEEDS_RECONNECT')) return to('/account?wise=needs-reconnect');
  console.error(error);
  return { ...html(failurePage('Something went wrong. Please try again in a minute.')), status: 502 };
}

const html = (body: string): Reply => ({ status: 200, body });
const to = (location: string): Reply => ({ status: 303, location });
const notFound = (): Reply => ({ ...html(failurePage('There is no such page.')), status: 404 });
