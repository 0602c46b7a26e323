import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { giveAccess } from 'wise-emulator/testing';
import { sha256Hex } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { withClient } from '#scripts/db/roles';
import { root } from '#scripts/paths';
import { freePort } from '#scripts/ports';
import { formTo } from '#test/browser/http-browser';
import { CLIENT_ID, newWiseUser, REDIRECT_URI } from './connections';
import { load } from './load';
import type { Stack, VaultProcess } from './stack';
import { startWebProcess } from './web-process';

/** What browsers have in their address bar: web listens elsewhere, as behind a proxy. */
const APP_URL = new URL(REDIRECT_URI).origin;
const AT_ONCE = 8;

/** A signed-in customer on the page that asks whether to connect. */
export type ConnectCustomer = {
  /** A browser's cookies of ours. */
  cookies: Map<string, string>;
  /** As the proxy names the client: limits count networks, so each customer comes from their own. */
  address: string;
  form: Record<string, string>;
};

/** One vault and one web of the production build, and customers who may press "Connect Wise". */
export type ConnectProduct = {
  pids: { web: number; vault: number };
  customers: readonly ConnectCustomer[];
  /** Presses it. @returns the state that the attempt has at Wise */
  start(customer: ConnectCustomer): Promise<string>;
  /** Says yes at Wise. @returns the path of the callback, with the code */
  consent(state: string, number: number): Promise<string>;
  /** Comes back from Wise. @returns where the browser is sent on to */
  comeBack(customer: ConnectCustomer, callback: string): Promise<string>;
  stop(): Promise<void>;
};

const START = '/connect/sandbox/start';
const PAGE = '/connect/sandbox';

/** Needs `npm run build`. @throws when there is none */
export async function startConnectProduct(
  stack: Stack,
  { count, callers }: { count: number; callers: number },
): Promise<ConnectProduct> {
  if (!existsSync(path.join(root, '.next/BUILD_ID'))) throw new Error('there is no build: npm run build');
  const vault: VaultProcess = await stack.startVault();
  const port = await freePort();
  const web = await startWebProcess(port, webSettings(stack)).catch(async (error: unknown) => {
    await vault();
    throw error;
  });
  const pool = stack.connect(`http://127.0.0.1:${port}`, callers);
  const ask = (customer: ConnectCustomer, method: 'GET' | 'POST', address: string, body?: string) =>
    pool.request({
      method,
      path: address,
      headers: headersOf(customer, body !== undefined),
      ...(body === undefined ? {} : { body }),
    });
  const stop = async () => {
    await web();
    await vault();
  };
  const start = async (customer: ConnectCustomer) => {
    const answer = await ask(customer, 'POST', START, new URLSearchParams(customer.form).toString());
    const text = await answer.body.text();
    const state = /[?&;]state=([\w-]+)/.exec(text)?.[1];
    if (state === undefined) throw new Error(`no way to Wise: ${answer.statusCode} ${text.slice(0, 300)}`);
    keepCookies(customer, answer.headers['set-cookie']);
    return state;
  };
  const openPage = async (customer: ConnectCustomer) => {
    const { statusCode: status, headers, body } = await ask(customer, 'GET', PAGE);
    const page = { status, headers, location: undefined, text: await body.text(), url: `${APP_URL}${PAGE}` };
    customer.form = formTo(page, START).fields;
  };
  try {
    const customers = await signedIn(stack, count);
    await load(
      AT_ONCE,
      (turn) => openPage(customers[turn] as ConnectCustomer),
      (turn) => turn >= count,
    );
    return {
      pids: { web: web.pid, vault: vault.pid },
      customers,
      start,
      consent: (state, number) => consentAtWise(stack, state, number),
      comeBack: async (customer, callback) => {
        const { statusCode, headers, body } = await ask(customer, 'GET', callback);
        const text = await body.text();
        if (statusCode === 303) return String(headers.location);
        throw new Error(`the callback answered ${statusCode}: ${text.slice(0, 300)}`);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const webSettings = ({ settings, webDatabaseUrl, emulator }: Stack): Record<string, string> => ({
  APP_URL,
  DATABASE_URL: webDatabaseUrl,
  NEXTAUTH_SECRET: randomBytes(24).toString('base64url'),
  VAULT_INTERNAL_URL: settings.VAULT_INTERNAL_URL ?? '',
  VAULT_INTERNAL_KEY: settings.VAULT_INTERNAL_KEY ?? '',
  WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
  WISE_SANDBOX_WEB_URL: emulator.url,
  // nobody is written to
  SMTP_URL: 'smtp://127.0.0.1:9',
  SECURITY_CONTACT: 'mailto:security@example.com',
  TRUSTED_PROXIES: '127.0.0.1',
  // that no mail goes out is an alarm
  LOG_LEVEL: 'fatal',
});

const headersOf = ({ cookies, address }: ConnectCustomer, isForm: boolean): Record<string, string> => ({
  host: new URL(APP_URL).host,
  'x-forwarded-for': address,
  cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  accept: 'text/html',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  ...(isForm
    ? {
        origin: APP_URL,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      }
    : { 'sec-fetch-site': 'cross-site' }),
});

function keepCookies({ cookies }: ConnectCustomer, header: string | string[] | undefined): void {
  for (const line of [header ?? []].flat()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) cookies.set(name, value);
  }
}

/** Customers with a session each, written as the sign-in writes it. */
async function signedIn(stack: Stack, count: number): Promise<ConnectCustomer[]> {
  const tokens = Array.from({ length: count }, newToken);
  await withClient(stack.ownerUrl, (owner) =>
    owner.query(
      `WITH people AS (
         INSERT INTO customers (name, email)
         SELECT 'Person ' || n, 'connect-' || n || '@mail.example' FROM generate_series(1, $2::int) n
         RETURNING id, split_part(name, ' ', 2)::int AS n)
       INSERT INTO customer_sessions (token_hash, customer_id, expires)
       SELECT hash, id, now() + interval '8 hours' FROM unnest($1::text[]) WITH ORDINALITY AS s (hash, n) JOIN people USING (n)`,
      [tokens.map(sha256Hex), count],
    ),
  );
  return tokens.map((token, at) => ({
    cookies: new Map([['cw-customer', token]]),
    address: `10.0.${at >> 8}.${at & 255}`,
    form: {},
  }));
}

async function consentAtWise({ emulator }: Stack, state: string, number: number): Promise<string> {
  const person = newWiseUser(emulator, number);
  const asked = { url: emulator.url, clientId: CLIENT_ID, redirectUri: REDIRECT_URI, state, ...person };
  const { location } = await giveAccess(asked);
  return location.slice(APP_URL.length);
}
