import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { connectWise } from './client.js';
import { ConnectWiseError, ConnectWiseUnreachable, isProblem } from './errors.js';

const KEY = 'cwk_0123456789abcdef_secret';
const URL_OF_API = 'http://127.0.0.1:3100';
const ID = '3f1d5d1e-3d5a-4a58-8f3f-9b1f7c0e2a61';

type Reply = Response | Error;
/** The API in place of the network: it answers in turn, and keeps what it was asked. */
function api(...replies: Reply[]) {
  const asked: { method: string; url: string; headers: Headers; body: unknown }[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    asked.push({
      method: init.method ?? 'GET',
      url: String(url),
      headers: new Headers(init.headers),
      body: init.body,
    });
    const reply = replies.shift();
    if (reply === undefined) throw new Error('asked more often than expected');
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return { asked, wise: connectWise({ url: URL_OF_API, apiKey: KEY, fetch }) };
}
const json = (body: unknown, init?: ResponseInit): Response => Response.json(body, init);
const problem = (
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Response => json({ type: 'urn:x', title: 'Title.', status, code, ...more }, { status, headers });
const token = (version: number) =>
  json({ access_token: `token-${version}`, version, expires_at: '2026-11-29T00:00:00Z' });

describe('an operation', () => {
  it('puts each field where it belongs, and carries the key', async () => {
    const { wise, asked } = api(json({ data: [], next_cursor: null }), json({ version: 2 }));
    await wise.listConnections({ status: 'active', customer_subject: 'a&b=c' });
    await wise.rejectAccessToken({ id: ID, version: 1 });
    expect(asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', `${URL_OF_API}/v1/connections?status=active&customer_subject=a%26b%3Dc`, undefined],
      ['POST', `${URL_OF_API}/v1/connections/${ID}/access-token/rejections`, '{"version":1}'],
    ]);
    expect(asked[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(asked[1]?.headers.get('content-type')).toBe('application/json');
  });

  it('sends nothing to another address than the operation’s', async () => {
    const { wise, asked } = api();
    for (const id of ['..', '../x', `${ID}/wise`, `${ID}?a`, '', '%2e%2e']) {
      await expect(wise.getConnection({ id })).rejects.toThrow('id is not an id');
      await expect(wise.callWise(id, 'v1/me')).rejects.toThrow('UUID');
      await expect(wise.withAccessToken(id, async () => json({}))).rejects.toThrow('UUID');
    }
    for (const path of ['', '../v1/me', 'v1/../me', 'v1//me', 'v1/me?x', 'v1/%2e', 'https://evil.example']) {
      await expect(wise.callWise(ID, path)).rejects.toThrow('not a path of Wise');
    }
    expect(asked).toEqual([]);
  });

  it('gives every connection of all pages', async () => {
    const { wise, asked } = api(
      json({ data: [{ id: '1' }, { id: '2' }], next_cursor: 'next' }),
      json({ data: [{ id: '3' }], next_cursor: null }),
    );
    const ids: string[] = [];
    for await (const { id } of wise.connections({ status: 'active' })) ids.push(id);
    expect(ids).toEqual(['1', '2', '3']);
    expect(asked[1]?.url).toBe(`${URL_OF_API}/v1/connections?status=active&cursor=next`);
  });
});

describe('a failure', () => {
  it('is typed by its code, with what comes with it', async () => {
    const approval_url = 'https://connect.example.com/approve/1';
    const { wise } = api(
      problem(409, 'SCA_REQUIRED', { approval_url }, { 'connect-wise-request-id': 'req-1' }),
    );
    const error = await wise.callWise(ID, 'v1/me').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectWiseError);
    if (!isProblem(error, 'SCA_REQUIRED')) throw error;
    const next: string = error.problem.approval_url;
    expect([next, error.status, error.requestId]).toEqual([approval_url, 409, 'req-1']);
    expect(isProblem(error, 'NOT_FOUND')).toBe(false);
  });

  it('passes by itself when the API says when', async () => {
    const { wise, asked } = api(
      problem(503, 'TOKEN_NOT_READY', {}, { 'retry-after': '0' }),
      new TypeError('fetch failed'),
      json({ id: ID }),
    );
    await expect(wise.getConnection({ id: ID })).resolves.toEqual({ id: ID });
    expect(asked).toHaveLength(3);
  });

  it('of a change is never repeated when the change may have been made', async () => {
    for (const reply of [
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
      problem(503, 'DATABASE_UNAVAILABLE', {}, { 'retry-after': '0' }),
      problem(504, 'WISE_ANSWER_LOST'),
    ]) {
      const { wise, asked } = api(reply);
      await expect(wise.callWise(ID, 'v1/transfers', { method: 'POST', json: {} })).rejects.toThrow();
      expect(asked).toHaveLength(1);
    }
  });

  it('that is not of this API is said to be so', async () => {
    const { wise } = api(new Response('<h1>Bad gateway</h1>', { status: 403 }));
    const impatient = connectWise({
      url: URL_OF_API,
      apiKey: KEY,
      retry: { attempts: 1 },
      fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    });
    await expect(impatient.getConnection({ id: ID })).rejects.toThrow(ConnectWiseUnreachable);
    await expect(wise.callWise(ID, 'v1/me', { method: 'POST' })).rejects.toThrow(ConnectWiseUnreachable);
  });

  it('of an answer that breaks off, is no JSON or never ends is no answer; what only reads is asked for again', async () => {
    const broken = () =>
      new Response(
        new ReadableStream({
          start: (body) => {
            body.enqueue(new TextEncoder().encode('{"data":'));
            body.error(new TypeError('terminated'));
          },
        }),
      );
    const html = () => new Response('<h1>Sign in to the network</h1>');
    const again = api(broken(), json({ data: [], next_cursor: null }));
    expect(await again.wise.listConnections({})).toMatchObject({ data: [] });
    const change = api(broken());
    await expect(change.wise.rejectAccessToken({ id: ID, version: 1 })).rejects.toThrow(
      ConnectWiseUnreachable,
    );
    const once = (fetch: typeof globalThis.fetch) =>
      connectWise({ url: URL_OF_API, apiKey: KEY, retry: { attempts: 1 }, fetch });
    const silent: typeof globalThis.fetch = async (_url, init) =>
      new Response(
        new ReadableStream({
          start: (body) => init?.signal?.addEventListener('abort', () => body.error(init.signal?.reason)),
        }),
      );
    for (const fetch of [async () => html(), async () => broken(), silent]) {
      await expect(once(fetch).listConnections({}, { timeoutSeconds: 0.05 })).rejects.toThrow(
        ConnectWiseUnreachable,
      );
      const use = async () => json({});
      await expect(once(fetch).withAccessToken(ID, use, { timeoutSeconds: 0.05 })).rejects.toThrow(
        ConnectWiseUnreachable,
      );
    }
  });

  it('ends with what the signal aborts with, while it waits to ask again too', async () => {
    const { wise, asked } = api(problem(503, 'DATABASE_UNAVAILABLE', {}, { 'retry-after': '2' }));
    const controller = new AbortController();
    const reason = new Error('the customer left');
    const pending = wise.getConnection({ id: ID }, { signal: controller.signal });
    const isEnded = expect(pending).rejects.toBe(reason);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await new Promise(setImmediate);
    controller.abort(reason);
    await isEnded;
    expect(asked).toHaveLength(1);
  });

  it('comes at once when the caller gives up', async () => {
    const { wise, asked } = api(problem(503, 'TOKEN_NOT_READY', {}, { 'retry-after': '9' }));
    const controller = new AbortController();
    const pending = wise.getConnection({ id: ID }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(pending).rejects.toThrow(/abort/i);
    expect(asked).toHaveLength(1);
  });

  it('of Wise is an answer', async () => {
    const { wise } = api(json({ error: 'x' }, { status: 422, headers: { 'connect-wise-source': 'wise' } }));
    expect((await wise.callWise(ID, 'v1/me')).status).toBe(422);
  });
});

describe('a token', () => {
  it('is asked for at each use, and used again only when the API says that it is the same', async () => {
    const { wise, asked } = api(token(1), new Response(null, { status: 304 }), token(2));
    const used: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await wise.withAccessToken(ID, async ({ access_token }) => {
        used.push(access_token);
        return json({});
      });
    }
    expect(used).toEqual(['token-1', 'token-1', 'token-2']);
    expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"1"', '"1"']);
  });

  it('that Wise refuses is reported, and the call is made once more with another one', async () => {
    const { wise, asked } = api(token(1), token(2));
    const used: string[] = [];
    const answer = await wise.withAccessToken(
      ID,
      async ({ access_token }) => {
        used.push(access_token);
        return new Response('{}', { status: used.length === 1 ? 401 : 200 });
      },
      { minTtlSeconds: 60 },
    );
    expect(answer.status).toBe(200);
    expect(used).toEqual(['token-1', 'token-2']);
    expect(asked[1]?.url).toBe(
      `${URL_OF_API}/v1/connections/${ID}/access-token?min_ttl=60&rejected_version=1`,
    );
    expect(asked[1]?.headers.get('if-none-match')).toBeNull();
  });
});

describe('the key', () => {
  it('goes over plain HTTP to this machine alone, unless the caller says so', () => {
    const url = 'http://vault.internal:3100';
    expect(() => connectWise({ url, apiKey: KEY })).toThrow('plain HTTP');
    expect(() => connectWise({ url, apiKey: KEY, allowPlainHttp: true })).not.toThrow();
    expect(() => connectWise({ url: 'http://[::1]:3100', apiKey: KEY })).not.toThrow();
    expect(() => connectWise({ url: 'http://127.0.0.1.evil.example', apiKey: KEY })).toThrow('plain HTTP');
    expect(() => connectWise({ url: 'https://vault.internal/v1', apiKey: KEY })).toThrow('origin alone');
  });

  it('is in no message and not on the client', async () => {
    expect(() => connectWise({ url: URL_OF_API, apiKey: 'secret\n' })).toThrow('apiKey is not an API key');
    const { wise } = api(problem(401, 'API_KEY_REFUSED'));
    const error = await wise.getConnection({ id: ID }).catch((caught: unknown) => caught);
    expect(inspect([wise, error], { depth: 9, showHidden: true })).not.toContain(KEY);
  });
});
