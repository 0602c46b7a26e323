import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectWise } from '@connect-wise/sdk';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLog } from './events.ts';
import { People } from './people.ts';
import { type App, handle } from './server.ts';

// What is the app's own: who is signed in, forms, and whom it confirms. The story with everything runs in e2e/dev.
const SECRET = `whsec_${Buffer.from('thirty-two bytes of a test secret').toString('base64')}`;
const SESSION = '7c1f0b1e-52a0-4f3b-9d53-2f6f1f6c8a44';
let server: Server;
let app: App;
let asked: { path: string; body: Record<string, unknown> }[];

// The API, as far as this app uses it.
async function api(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const path = new URL(String(input)).pathname;
  asked.push({ path, body: JSON.parse(String(init.body ?? '{}')) });
  if (path === '/v1/connect-sessions' || path === '/v1/portal-sessions')
    return Response.json({ id: SESSION, url: 'http://localhost:3000/session?token=x' });
  if (path.endsWith('/complete'))
    return Response.json({ id: SESSION, status: 'confirmed', url: 'http://localhost:3000/open' });
  if (path === `/v1/connect-sessions/${SESSION}`) return Response.json({ id: SESSION, status: 'connected' });
  return Response.json({ data: [], next_cursor: null });
}

beforeEach(async () => {
  asked = [];
  const wise = connectWise({ url: 'http://127.0.0.1:1', apiKey: 'cwk_test', fetch: api });
  app = {
    origin: 'http://127.0.0.1:4030',
    connectWiseOrigin: 'http://localhost:3000',
    eventSecret: SECRET,
    wise,
    log: new EventLog(),
    people: new People(),
  };
  server = createServer((request, response) => void handle(app, request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

type Ask = { cookie?: string; form?: Record<string, string> };
async function ask(path: string, { cookie, form }: Ask = {}) {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    redirect: 'manual',
    headers: cookie ? { cookie } : {},
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
async function signIn(person: string): Promise<{ cookie: string; csrf: string }> {
  const { headers } = await ask('/sign-in', { form: { person } });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const { text } = await ask('/account', { cookie });
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '' };
}

describe('the example app', () => {
  it('confirms a session for whoever is signed in, and only one that began in this browser', async () => {
    const iris = await signIn('shop-1001');
    const begun = await ask('/wise/connect', { cookie: iris.cookie, form: { csrf: iris.csrf } });
    expect([begun.status, begun.headers.get('location')]).toEqual([
      303,
      'http://localhost:3000/session?token=x',
    ]);
    const back = `/wise/return?session=${SESSION}&status=pending&completion_code=code&external_id=shop-1002`;
    // the link was forwarded: to somebody who is signed in, and to somebody who is not
    const tomas = await signIn('shop-1002');
    expect((await ask(back, tomas)).text).toContain('Wise was not connected');
    expect((await ask(back)).headers.get('location')).toBe('/sign-in');
    expect(asked.filter(({ path }) => path.endsWith('/complete'))).toEqual([]);
    expect((await ask(back, iris)).text).toContain('Wise is connected');
    expect(asked.find(({ path }) => path.endsWith('/complete'))?.body).toEqual({
      completion_code: 'code',
      external_id: 'shop-1001',
    });
  });

  it('says on the account page what came of it, once: the window that knew is closed', async () => {
    const iris = await signIn('shop-1001');
    await ask('/wise/connect', { cookie: iris.cookie, form: { csrf: iris.csrf } });
    const back = await ask(`/wise/return?session=${SESSION}&status=cancelled&reason=denied`, iris);
    expect(back.text).toContain('data-connect-wise-returned="/account"');
    expect((await ask('/account', iris)).text).toContain('Nothing was connected.');
    expect((await ask('/account', iris)).text).not.toContain('Nothing was connected.');
  });

  it('begins to connect for a customer who pressed that in the portal', async () => {
    const iris = await signIn('shop-1001');
    const back = `/wise/portal-return?session=${SESSION}&status=connect`;
    expect((await ask(back, iris)).headers.get('location'), 'of no portal that began here').toBe('/account');
    await ask('/wise/portal', { cookie: iris.cookie, form: { csrf: iris.csrf } });
    expect((await ask(back, iris)).headers.get('location')).toBe('http://localhost:3000/session?token=x');
    expect(asked.at(-1)).toMatchObject({
      path: '/v1/connect-sessions',
      body: { customer: { external_id: 'shop-1001' } },
    });
  });

  it('takes no form from another site', async () => {
    const { cookie } = await signIn('shop-1001');
    for (const path of ['/wise/connect', '/wise/portal', '/sign-out']) {
      expect((await ask(path, { cookie, form: { csrf: 'guessed' } })).status).toBe(403);
    }
    expect(asked.filter(({ path }) => path.includes('sessions'))).toEqual([]);
  });

  it('takes an event that is signed, once, and no other', async () => {
    const event = {
      id: 'c6a0c2f7-3c0b-4a0e-8f3e-0d7c5a1b9e42',
      type: 'connection.connected',
      created_at: '2026-11-29T09:12:41.020Z',
      data: { customer: { subject: 'shop-1001' } },
    };
    const body = JSON.stringify(event);
    const send = async (secret: string) => {
      const now = new Date();
      const { port } = server.address() as AddressInfo;
      const headers = {
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(event.id, now, body),
      };
      const answer = await fetch(`http://127.0.0.1:${port}/wise/events`, { method: 'POST', headers, body });
      return answer.status;
    };
    expect(await send(`whsec_${Buffer.from('another secret of some length').toString('base64')}`)).toBe(400);
    expect([await send(SECRET), await send(SECRET)]).toEqual([204, 204]);
    expect(app.log.of('shop-1001')).toHaveLength(1);
    expect(app.log.of('shop-1002')).toHaveLength(0);
  });
});
