// What the shop does with Connect Wise: five calls.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Connection,
  type ConnectWise,
  ConnectWiseError,
  isProblem,
  parseExactJson,
} from '@connect-wise/sdk';
import type { Browser } from './people.ts';

/** Where the browser comes back to; Connect Wise's setting RETURN_URLS allows it. */
export const RETURN = { connect: '/wise/return', portal: '/wise/portal-return' } as const;

/** Begins: the browser is sent to the address that this returns. */
export async function startToConnect(wise: ConnectWise, origin: string, browser: Browser): Promise<string> {
  const { person, signedInAt } = browser;
  const session = await wise.createConnectSession({
    customer: { external_id: person.id, email: person.email, name: person.name },
    environment: 'sandbox',
    return_url: origin + RETURN.connect,
    authenticated_at: signedInAt.toISOString(),
  });
  browser.started.add(session.id);
  return session.url;
}

export type Outcome = 'connected' | 'slow' | 'cancelled' | 'failed';

/**
 * The browser is back. Nothing is connected until we say who is signed in in it, so a link that somebody forwarded to
 * another person connects neither of them.
 */
export async function finishToConnect(
  wise: ConnectWise,
  browser: Browser,
  query: URLSearchParams,
): Promise<Outcome> {
  const id = query.get('session') ?? '';
  const completionCode = query.get('completion_code');
  if (!browser.started.has(id)) return 'failed';
  if (query.get('status') === 'cancelled') return 'cancelled';
  if (completionCode === null) return 'failed';
  try {
    await wise.completeConnectSession({
      id,
      completion_code: completionCode,
      external_id: browser.person.id,
    });
  } catch (error) {
    // a reload of this page brings the code a second time
    if (error instanceof ConnectWiseError && !isProblem(error, 'COMPLETION_CODE_USED')) return 'failed';
    if (!(error instanceof ConnectWiseError)) throw error;
  }
  return outcomeOf(wise, id);
}

// The connection is made in some hundred milliseconds; Wise may take longer.
async function outcomeOf(wise: ConnectWise, id: string): Promise<Outcome> {
  for (let turn = 0; turn < 20; turn += 1) {
    const { status } = await wise.getConnectSession({ id });
    if (status === 'connected') return 'connected';
    if (status === 'cancelled') return 'cancelled';
    if (status === 'failed' || status === 'expired') return 'failed';
    await sleep(250);
  }
  return 'slow';
}

export async function startPortal(wise: ConnectWise, origin: string, browser: Browser): Promise<string> {
  const { id, url } = await wise.createPortalSession({
    customer: { external_id: browser.person.id },
    return_url: origin + RETURN.portal,
  });
  browser.started.add(id);
  return url;
}

/** @returns where the browser goes on to: the customer's own page, Connect Wise again, or the account */
export async function backFromPortal(
  wise: ConnectWise,
  origin: string,
  browser: Browser,
  query: URLSearchParams,
): Promise<string> {
  const id = query.get('session') ?? '';
  const completionCode = query.get('completion_code');
  if (!browser.started.has(id)) return '/account';
  if (query.get('status') === 'connect') return startToConnect(wise, origin, browser);
  if (completionCode === null) return '/account';
  const session = await wise.completePortalSession({
    id,
    completion_code: completionCode,
    external_id: browser.person.id,
  });
  return session.url ?? '/account';
}

export async function connectionsOf(wise: ConnectWise, subject: string): Promise<Connection[]> {
  const found: Connection[] = [];
  for await (const each of wise.connections({ customer_subject: subject, environment: 'sandbox' }))
    found.push(each);
  return found;
}

export type Transfer = {
  id: string | number;
  sourceCurrency: string;
  sourceValue: number;
  status: string;
  created: string;
};

/** Through the vault, which puts the token in: this app never holds one. */
export async function transfersOf(wise: ConnectWise, { id, profile_id }: Connection): Promise<Transfer[]> {
  const answer = await wise.callWise(id, 'v1/transfers', { query: { profile: profile_id, limit: 20 } });
  const body = parseExactJson(await answer.text());
  if (!answer.ok || !Array.isArray(body)) throw new Error(`Wise answered ${answer.status}`);
  return body;
}
