import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { applicationId } from '#lib/contract/application-id';
import { makeApiKey } from '#vault/testing/api-key';
import { codeOf, JSON_TYPE, type Sent, WiseCaller } from '#vault/testing/wise-caller';

let caller: WiseCaller;
beforeAll(async () => {
  caller = await WiseCaller.start();
});
afterAll(() => caller.close());
beforeEach(() => caller.reset());

describe('a call to Wise in the name of a connection', () => {
  it('reads balances and transfers, and makes a quote: Wise’s answers, for no cache', async () => {
    const balances = await caller.call(`/v4/profiles/${caller.mine()}/balances?types=STANDARD`);
    expect(balances.status).toBe(200);
    expect(balances.body.length).toBeGreaterThan(0);
    expect(balances.headers).toMatchObject({ 'connect-wise-source': 'wise', 'cache-control': 'no-store' });
    expect((await caller.call(`/v1/transfers?profile=${caller.mine()}`)).status).toBe(200);
    const body = '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100}';
    const quote = await caller.call(`/v3/profiles/${caller.mine()}/quotes`, { method: 'POST', body });
    expect(quote).toMatchObject({ status: 200, body: { sourceAmount: 100 } });
    const notFound = await caller.call('/v1/transfers/5');
    expect([notFound.status, notFound.headers['connect-wise-source']]).toEqual([404, 'wise']);
  });

  it('threat 61: is refused before Wise hears of it', async () => {
    const other = '30000001';
    const post = (path: string, body: string) => caller.call(path, { method: 'POST', body });
    const refusals = [
      [await caller.call('/oauth/token'), 400],
      [await caller.call('/v1/oauth/token'), 403],
      [await caller.call(`/v4/profiles/${caller.mine()}/balances/`), 400],
      [await caller.call('/v1/users/1'), 403],
      [await caller.call('/v2/profiles'), 403],
      [await caller.call(`/v4/profiles/${other}/balances`), 403],
      [await caller.call(`/v4/profiles/${caller.mine()}/../${other}/balances`), 400],
      [await caller.call(`/v4/profiles/${caller.mine()}/%2e%2e/${other}/balances`), 400],
      [await caller.call(`/v4/profiles/${caller.mine()}%2f..%2f${other}/balances`), 400],
      [await caller.call(`/v4/profiles/${caller.mine()}//${other}`), 400],
      [await caller.call(`/v4/profiles\\${other}`), 400],
      [await caller.call(`/v1/transfers?profile=${caller.mine()}&profile_id=${other}`), 403],
      [await post('/v1/accounts', `{"profile":${other}}`), 403],
      [await post('/v1/accounts', `{"a":[{"profileId":"${other}"}]}`), 403],
      [await post('/v1/accounts', `{"profile":${caller.mine()},"profile":${caller.mine()}}`), 400],
    ] as const;
    expect(refusals.map(([{ status }]) => status)).toEqual(refusals.map(([, status]) => status));
    for (const [{ headers }] of refusals) expect(headers['connect-wise-source']).toBeUndefined();
    expect(caller.front.calls).toEqual([]);
  });

  it('sends on no credential of the caller, and passes back no cookie and no one-time token of Wise', async () => {
    caller.front.answer((_request, response) =>
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'set-cookie': 'session=1',
          'x-2fa-approval': 'a-one-time-token',
          'x-2fa-approval-result': 'REJECTED',
          'x-trace-id': 'trace-1',
          'x-internal': 'host-7',
          connection: 'keep-alive, x-internal',
        })
        .end('{}'),
    );
    const answer = await caller.call('/v1/me', {
      headers: {
        cookie: 'a=b',
        'proxy-authorization': 'Basic x',
        'x-forwarded-for': '10.0.0.1',
        'x-2fa-approval': 'stolen',
        'one-time-token': 'stolen',
        'x-tw-jose-method': 'jws',
        'accept-encoding': 'br',
        connection: 'keep-alive, authorization',
        'x-idempotence-uuid': '54a6bc09-cef9-49a8-9041-f1f0c654cd88',
        'x-external-correlation-id': 'mine-1',
        'accept-language': 'de',
      },
    });
    const [seen] = caller.front.calls;
    expect(Object.keys(seen?.headers ?? {}).sort()).toEqual(
      [
        'accept-encoding',
        'accept-language',
        'authorization',
        'connection',
        'host',
        'x-external-correlation-id',
        'x-idempotence-uuid',
      ].sort(),
    );
    expect(seen?.headers).toMatchObject({
      'accept-encoding': 'identity',
      'x-external-correlation-id': 'mine-1',
    });
    expect(seen?.headers.authorization).not.toContain(caller.key);
    expect(answer.headers['x-trace-id']).toBe('trace-1');
    for (const name of ['set-cookie', 'x-2fa-approval', 'x-2fa-approval-result', 'x-internal'])
      expect(answer.headers[name]).toBeUndefined();
  });

  it('leaves one line in the log: method, path without ids, status, trace; no query, no body, no token', async () => {
    caller.front.answer((_request, response) =>
      response.writeHead(201, { 'x-trace-id': 'trace-2' }).end('canary-in-the-answer'),
    );
    // long: three digits stand in one of 150 UUIDs by chance
    const TRANSFER = '7770000777';
    const path = `/v3/profiles/${caller.mine()}/transfers/${TRANSFER}/payments?canary=in-the-query`;
    await caller.call(path, { method: 'POST', body: '{"canary":"in-the-body"}' });
    const said = caller.lines.filter((line) => line.includes('call to Wise')).map((line) => JSON.parse(line));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({
      connection: caller.linked.id,
      method: 'POST',
      path: '/v3/profiles/{}/transfers/{}/payments',
      status: 201,
      traceId: 'trace-2',
    });
    const bearer = caller.front.calls[0]?.headers.authorization?.slice(7) ?? 'none';
    for (const secret of ['canary', TRANSFER, caller.mine(), bearer, caller.key])
      expect(caller.lines.join('')).not.toContain(secret);
  });

  it.each([
    ['text', 'text/plain', 415],
    ['a form', 'application/x-www-form-urlencoded', 415],
    ['what is sealed already', 'application/jose+json', 415],
    ['XML', 'application/xml', 415],
    ['JSON in another encoding', 'application/json; charset=utf-16', 415],
    ['an upload without a profile in the path', 'multipart/form-data; boundary=x', 415],
  ])('takes no body that is %s', async (_what, type, status) => {
    const sent = { method: 'POST', headers: { 'content-type': type }, body: Buffer.from('x') };
    expect(codeOf(await caller.call('/v1/transfers', sent))).toEqual([status, 'MEDIA_TYPE_NOT_TAKEN']);
    expect(caller.front.calls).toEqual([]);
  });

  it('takes no compressed body, no GET with one, and no JSON over 1 MiB', async () => {
    const coded = { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: '{}' };
    expect(codeOf(await caller.call('/v1/transfers', coded))).toEqual([415, 'MEDIA_TYPE_NOT_TAKEN']);
    expect((await caller.call('/v1/transfers', { body: '{}' })).status).toBe(400);
    const large = `{"a":"${'x'.repeat(1024 * 1024)}"}`;
    expect(codeOf(await caller.call('/v1/transfers', { method: 'POST', body: large }))).toEqual([
      413,
      'BODY_TOO_LARGE',
    ]);
    // without a length in its head
    const chunked = { method: 'POST', headers: JSON_TYPE, body: Readable.from([Buffer.from(large)]) };
    expect(codeOf(await caller.call('/v1/transfers', chunked))).toEqual([413, 'BODY_TOO_LARGE']);
    expect(caller.front.calls).toEqual([]);
  });

  it('counts the status of the connection as a vend does', async () => {
    const ended = await caller.harness.link(caller.vault.ctx);
    const codes: unknown[] = [];
    const set = (change: string) =>
      caller.harness.owner.query(`UPDATE connections SET ${change} WHERE id = $1`, [ended.id]);
    for (const change of [
      'frozen_at = now()',
      `frozen_at = NULL, status = 'needs_reconnect', reason = 'replaced'`,
      `status = 'disconnected', reason = 'customer', disconnected_at = now()`,
    ]) {
      await set(change);
      codes.push((await caller.call('/v1/me', { of: ended })).status);
    }
    expect(codes).toEqual([423, 409, 410]);
    expect(caller.front.calls).toEqual([]);
  });
});

describe('a call without a body, in one statement with its key’s check', () => {
  const known = async () => {
    const made = await makeApiKey(caller.vault.ctx.database, ['wise:call']);
    const headers = { authorization: `Bearer ${made.key}` };
    const ask = (path: string, sent: Sent = {}) => caller.call(path, { ...sent, headers });
    // checked, and its use noted, so that the next call finds the row as it was
    await ask('/v1/me');
    await ask('/v1/me');
    return { ...made, ask };
  };
  const purposesOf = async (id: string): Promise<string[]> => {
    const { rows } = await caller.harness.owner.query<{ purpose: string }>(
      'SELECT purpose FROM vault.access_records WHERE api_key_id = $1',
      [id],
    );
    return rows.map(({ purpose }) => purpose);
  };

  it('goes out after one record (promise 11), and reads neither the key nor the row again', async () => {
    const { id, ask } = await known();
    const { ctx } = caller.vault;
    const slow = [
      vi.spyOn(ctx, 'readApiKeyRow'),
      vi.spyOn(ctx, 'readVendRow'),
      vi.spyOn(ctx, 'recordAccess'),
    ];
    const mine = caller.mine();
    const paths = ['/v1/me', `/v4/profiles/${mine}/balances?types=STANDARD`, `/v1/transfers?profile=${mine}`];
    const answers = await Promise.all([...paths, ...paths].map((path) => ask(path)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const spy of slow) expect(spy).not.toHaveBeenCalled();
    for (const spy of slow) spy.mockRestore();
    expect(await purposesOf(id)).toEqual(Array(8).fill('call'));
  });

  it('leaves no record when it is refused (threat 61)', async () => {
    const { id, ask } = await known();
    caller.front.clear();
    const other = '30000001';
    for (const path of [
      `/v4/profiles/${other}/balances`,
      `/v4/profiles/${other}/balances?profileId=${caller.mine()}`,
      `/v4/profiles/${caller.mine()}/balances?profileId=${other}`,
      `/v1/transfers?profile=${other}`,
      `/v1/transfers?profile=0${caller.mine()}`,
      '/v1/transfers',
      '/v1/users/1',
      `/v1/profiles/${caller.mine()}/subscriptions`,
    ])
      expect((await ask(path)).status).toBe(403);
    expect(caller.front.calls).toEqual([]);
    expect(await purposesOf(id)).toHaveLength(2);
  });

  it('is none from the moment the key is revoked or loses the scope, or the connection is frozen (promise 6)', async () => {
    const { id, ask } = await known();
    const change = (table: string, set: string, row: string) =>
      caller.harness.owner.query(`UPDATE ${table} SET ${set} WHERE id = $1`, [row]);
    caller.front.clear();
    await change('connections', 'frozen_at = now()', caller.linked.id);
    expect(codeOf(await ask('/v1/me'))).toEqual([423, 'CONNECTION_FROZEN']);
    await change('connections', 'frozen_at = NULL', caller.linked.id);
    for (const [set, status, code] of [
      [`scopes = '{tokens:read}'`, 403, 'SCOPE_MISSING'],
      [`scopes = '{wise:call}', environment = 'production'`, 404, 'NOT_FOUND'],
      ['environment = NULL, revoked_at = now()', 401, 'API_KEY_REFUSED'],
    ] as const) {
      await change('vault.api_keys', set, id);
      expect(codeOf(await ask('/v1/me'))).toEqual([status, code]);
    }
    expect(caller.front.calls).toEqual([]);
    expect(await purposesOf(id)).toHaveLength(2);
  });

  it('is repeated with a fresh token when Wise takes the first one no more, with a record of each', async () => {
    const { id, ask } = await known();
    const one = await caller.harness.link(caller.vault.ctx);
    caller.front.clear();
    let left = 1;
    caller.front.answer((_request, response) => {
      left -= 1;
      const isRefused = left >= 0;
      response
        .writeHead(isRefused ? 401 : 200, JSON_TYPE)
        .end(isRefused ? '{"error":"invalid_token"}' : '{"id":1}');
    });
    expect((await ask('/v1/me', { of: one })).body).toEqual({ id: 1 });
    const [first, second] = caller.front.calls.map(({ headers }) => headers.authorization);
    expect(second).not.toBe(first);
    expect(await purposesOf(id)).toEqual(Array(4).fill('call'));
  });
});

describe('a call in the application’s own name', () => {
  const application = (path: string, sent: Sent = {}) =>
    caller.answerOf(caller.send(`/v1/application/sandbox/wise${path}`, sent));

  it('carries the application’s token, renewed once when Wise refuses it', async () => {
    let left = 1;
    caller.front.answer((incoming, response) => {
      incoming.resume();
      const status = left > 0 ? 401 : 200;
      left -= 1;
      response
        .writeHead(status, JSON_TYPE)
        .end(status === 401 ? '{"error":"invalid_token"}' : '{"id":"c-1"}');
    });
    const answer = await application('/v1/cases', { method: 'POST', body: '{"details":{"profileId":5}}' });
    expect([answer.status, answer.body]).toEqual([200, { id: 'c-1' }]);
    expect(caller.front.calls).toHaveLength(2);
    const [first, second] = caller.front.calls.map(({ headers }) => headers.authorization);
    expect(first).not.toBe(second);
    const { rowCount } = await caller.harness.owner.query(
      `SELECT FROM vault.access_records WHERE purpose = 'application-call' AND connection_id = $1`,
      [applicationId('sandbox', 'acme-bank')],
    );
    expect(rowCount, 'promise 11: a record for each use').toBe(2);
  });

  it.each([
    ['sandbox/wise/v1/transfers', 403, 'CALL_NOT_ALLOWED'],
    ['sandbox/wise/v3/applications/key/subscriptions', 403, 'CALL_NOT_ALLOWED'],
    ['production/wise/v1/cases', 404, 'ENVIRONMENT_OFF'],
    ['other/wise/v1/cases', 404, 'NOT_FOUND'],
  ])('%s is refused: a customer’s, or no client is configured', async (path, status, code) => {
    expect(codeOf(await caller.answerOf(caller.send(`/v1/application/${path}`)))).toEqual([status, code]);
    expect(caller.front.calls).toEqual([]);
  });
});
