import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { startVault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchange } from '#vault/testing/exchanges';
import { SHORT } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';
import { addressOf, codeOf, JSON_TYPE, UPLOAD_TYPE, WiseCaller } from '#vault/testing/wise-caller';
import { WiseFront } from '#vault/testing/wise-front';
import { newWiseUser } from '#vault/testing/wise-users';

let caller: WiseCaller;
beforeAll(async () => {
  caller = await WiseCaller.start();
});
afterAll(() => caller.close());
beforeEach(() => caller.reset());

describe('W13: a 401 invalid_token', () => {
  const refuse = (times: number) => {
    let left = times;
    caller.front.answer((incoming, response) => {
      incoming.resume().on('end', () => {
        left -= 1;
        const isRefused = left >= 0;
        response
          .writeHead(isRefused ? 401 : 201, { 'content-type': 'application/json' })
          .end(isRefused ? '{"error":"invalid_token","error_description":"canary"}' : '{"id":1}');
      });
    });
  };
  const pay = { method: 'POST', body: '{"type":"BALANCE"}' };

  it('is repeated once with a fresh token, whatever the method', async () => {
    const one = await caller.harness.link(caller.vault.ctx);
    caller.front.clear();
    refuse(1);
    const answer = await caller.call(`/v3/profiles/${caller.mine(one)}/transfers/5/payments`, {
      ...pay,
      of: one,
    });
    expect([answer.status, answer.body]).toEqual([201, { id: 1 }]);
    expect(caller.front.calls).toHaveLength(2);
    expect(caller.front.calls[0]?.headers.authorization).not.toBe(
      caller.front.calls[1]?.headers.authorization,
    );
    expect(caller.harness.refreshCallsOf(one)).toHaveLength(1);
  });

  it('twice is no third call, and is a problem: a 401 as it came would look like ours', async () => {
    const one = await caller.harness.link(caller.vault.ctx);
    caller.front.clear();
    refuse(5);
    const answer = await caller.call('/v1/transfers', { ...pay, of: one });
    expect(codeOf(answer)).toEqual([502, 'WISE_TOKEN_REFUSED']);
    expect(caller.front.calls).toHaveLength(2);
    expect(caller.lines.join('')).not.toContain('canary');
  });

  it('of many calls at once makes one refresh', async () => {
    const one = await caller.harness.link(caller.vault.ctx);
    caller.front.clear();
    const dead = new Set<string | undefined>();
    caller.front.answer((incoming, response) => {
      const { authorization } = incoming.headers;
      if (dead.size === 0) dead.add(authorization);
      const status = dead.has(authorization) ? 401 : 200;
      response.writeHead(status, JSON_TYPE).end('{"error":"invalid_token"}');
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => caller.call('/v1/me', { of: one })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(caller.harness.refreshCallsOf(one)).toHaveLength(1);
  });

  it('of an upload is not repeated, because its bytes are gone; the next call has another token', async () => {
    const one = await caller.harness.link(caller.vault.ctx);
    caller.front.clear();
    refuse(1);
    const path = `/v2/profiles/${caller.mine(one)}/kyc-requirements/document`;
    const upload = { method: 'POST', headers: UPLOAD_TYPE, body: Buffer.from('--x--'), of: one };
    expect(codeOf(await caller.call(path, upload))).toEqual([502, 'WISE_TOKEN_REFUSED']);
    expect(caller.front.calls).toHaveLength(1);
    expect((await caller.call(path, upload)).status).toBe(201);
  });

  it('finds out that the customer removed the app, by the call that met it', async () => {
    const one = await caller.harness.link(caller.vault.ctx);
    caller.harness.removeApp(one);
    expect(codeOf(await caller.call('/v1/me', { of: one }))).toEqual([409, 'CONNECTION_NEEDS_RECONNECT']);
    expect(await caller.harness.connection(one)).toMatchObject({ status: 'needs_reconnect' });
  });
});

describe('what Wise and the network do', () => {
  it('a limit is passed on and holds for the whole environment, for calls and refreshes', async () => {
    caller.front.answer((_request, response) => response.writeHead(429, { 'retry-after': '20' }).end('{}'));
    const first = await caller.call('/v1/me');
    expect([first.status, first.headers['retry-after'], first.headers['connect-wise-source']]).toEqual([
      429,
      '20',
      'wise',
    ]);
    const other = await caller.harness.link(caller.vault.ctx);
    caller.front.clear();
    const second = await caller.call('/v1/me', { of: other });
    expect(codeOf(second)).toEqual([429, 'WISE_RATE_LIMITED']);
    expect(Number(second.headers['retry-after'])).toBeLessThanOrEqual(20);
    expect(caller.front.calls).toEqual([]);
    expect(caller.vault.ctx.pauses.leftMs('sandbox')).toBeGreaterThan(10_000);
  });

  it('a pause because our client was refused does not hold calls up', async () => {
    caller.vault.ctx.pauses.pause('sandbox', 60_000);
    expect((await caller.call('/v1/me')).status).toBe(200);
    expect(caller.vault.ctx.pauses.leftMs('sandbox')).toBeGreaterThan(0);
  });

  it('a redirect is not followed: the token goes to Wise’s host alone', async () => {
    caller.front.answer((_request, response) =>
      response.writeHead(307, { location: `${caller.harness.emulator.url}/v1/me` }).end(),
    );
    const before = caller.harness.events('api.call').length;
    expect(codeOf(await caller.call('/v1/me'))).toEqual([504, 'WISE_ANSWER_LOST']);
    expect(caller.harness.events('api.call')).toHaveLength(before);
  });

  it('an answer that does not come, or breaks off, may have acted: 504, once', async () => {
    caller.front.answer((_request, response) => response.destroy());
    expect(codeOf(await caller.call('/v1/transfers', { method: 'POST', body: '{}' }))).toEqual([
      504,
      'WISE_ANSWER_LOST',
    ]);
    caller.front.answer((_request, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' }).write('{"half":');
      setImmediate(() => response.destroy());
    });
    expect(codeOf(await caller.call('/v1/me'))).toEqual([504, 'WISE_ANSWER_LOST']);
    expect(caller.front.calls).toHaveLength(2);
  });
});

describe('streams', () => {
  const BYTES = randomBytes(8 * 1024 * 1024);
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  it('an answer comes byte for byte, and a slow reader slows Wise down', async () => {
    let written = 0;
    caller.front.answer((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/pdf',
        'content-length': String(8 * BYTES.length),
      });
      const source = Readable.from(
        Array.from({ length: 64 }, (_, at) => BYTES.subarray((at % 8) << 20, ((at % 8) + 1) << 20)),
      );
      source.on('data', (chunk: Buffer) => {
        written += chunk.length;
      });
      source.pipe(response);
    });
    const asked = caller.send(addressOf('/v1/transfers/5/receipt.pdf', caller.linked));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    // nobody reads: what fits into the buffers on the way is all that Wise gets rid of
    let last = -1;
    await until('Wise can write no more', () => {
      const isStill = written === last;
      last = written;
      return isStill;
    });
    expect(written).toBeLessThan(4 * BYTES.length);
    const hash = createHash('sha256');
    for await (const chunk of answer) hash.update(chunk);
    expect(hash.digest('hex')).toBe(digest(Buffer.concat(Array.from({ length: 8 }, () => BYTES))));
    expect(answer.headers['content-type']).toBe('application/pdf');
  });

  it('an upload arrives byte for byte', async () => {
    const hash = createHash('sha256');
    caller.front.answer((incoming, response) => {
      incoming.on('data', (chunk) => hash.update(chunk)).on('end', () => response.writeHead(204).end());
    });
    const path = `/v2/profiles/${caller.mine()}/kyc-requirements/document`;
    const answer = await caller.call(path, { method: 'POST', headers: UPLOAD_TYPE, body: BYTES });
    expect(answer.status).toBe(204);
    expect(hash.digest('hex')).toBe(digest(BYTES));
    expect(caller.front.calls[0]?.headers).toMatchObject({
      'content-type': UPLOAD_TYPE['content-type'],
      'content-length': String(BYTES.length),
    });
  });

  it('a caller who goes away ends nothing that was sent: the answer is read to its end', async () => {
    let finish: (() => void) | undefined;
    let isEnded = false;
    caller.front.answer((incoming, response) => {
      incoming.resume();
      response.on('close', () => {
        isEnded = response.writableFinished;
      });
      finish = () => response.writeHead(201, JSON_TYPE).end(BYTES);
    });
    const asked = caller.send(addressOf('/v1/transfers', caller.linked), { method: 'POST', body: '{}' });
    asked.on('error', () => undefined);
    await until('Wise has the call', () => finish !== undefined);
    asked.destroy();
    await until('the vault has seen that', async () => (await connections()) === 0);
    finish?.();
    await until('the answer was read to its end', () => isEnded);
    expect(caller.lines.filter((line) => line.includes('call to Wise'))).toHaveLength(1);
  });

  it('one who goes away in the middle of an upload: Wise gets no half of it as a whole', async () => {
    let isAborted = false;
    caller.front.answer((incoming, _response, seen) => {
      incoming.on('data', (chunk: Buffer) => {
        seen.received += chunk.length;
      });
      incoming.on('close', () => {
        isAborted = !incoming.complete;
      });
      incoming.on('error', () => undefined);
    });
    const path = addressOf(`/v2/profiles/${caller.mine()}/kyc-requirements/document`, caller.linked);
    const source = new Readable({ read: () => undefined });
    const asked = caller.send(path, { method: 'POST', headers: UPLOAD_TYPE, body: source });
    asked.on('error', () => undefined);
    source.push(BYTES.subarray(0, 200_000));
    await until('Wise has a part', () => (caller.front.calls[0]?.received ?? 0) > 0);
    asked.destroy();
    await until('Wise sees it broken off', () => isAborted);
  });

  const connections = () =>
    new Promise<number>((resolve) => {
      caller.vault.partner.server.getConnections((_error, count) => resolve(count));
    });
});

describe('tokens of 16 KiB of every kind', () => {
  it('connect, are refreshed, vended, call, and leave nothing in the audit trail', async () => {
    const { harness } = caller;
    const other = await WiseFront.before(harness.emulator.url);
    other.makeTokensLong();
    const long = await startVault(harness.env({ WISE_SANDBOX_API_URL: other.url }), { deadlines: SHORT });
    const scopes = ['tokens:read', 'wise:call', 'application-token:read'] as const;
    const { id: apiKey, key } = await makeApiKey(long.ctx.database, scopes);
    const get = async (path: string) => {
      const answer = await fetch(`${long.partnerUrl}/v1${path}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return { status: answer.status, body: await answer.json() };
    };
    const sent = () => other.calls.at(-1)?.headers.authorization;
    const vended = async (id: unknown) => {
      const token: string = (await get(`/connections/${id}/access-token`)).body.access_token;
      expect(token.length).toBeGreaterThan(16 * 1024);
      expect((await get(`/connections/${id}/wise/v1/me`)).status).toBe(200);
      expect(sent()).toBe(`Bearer ${token}`);
      return token;
    };
    try {
      const attempt = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
      const { state, connectionId: id } = await exchange(long.ctx, attempt);
      expect(state).toBe('connected');
      const first = await vended(id);
      expect((await refreshGrant(long.ctx, String(id), { why: 'check' })).kind).toBe('refreshed');
      expect(await vended(id)).not.toBe(first);
      // those of a user whom the partner made: minted for a registration code
      await vended((await madeUsers(harness, () => long.ctx).connected()).connectionId);
      const application = (await get('/application-token?environment=sandbox')).body.access_token;
      expect(application.length).toBeGreaterThan(16 * 1024);
      await get('/application/sandbox/wise/v1/cases');
      expect(sent()).toBe(`Bearer ${application}`);

      const { rows } = await harness.owner.query(
        `SELECT (SELECT max(length(detail::text)) FROM audit_entries) AS audited,
           (SELECT min(length(refresh)) FROM vault.grants WHERE connection_id = $1) AS refresh,
           (SELECT count(*)::int FROM vault.access_records WHERE api_key_id = $2) AS records`,
        [id, apiKey],
      );
      expect(rows[0].audited).toBeLessThan(1_000);
      expect(rows[0].refresh).toBeGreaterThan(16 * 1024);
      expect(rows[0].records).toBe(8);
    } finally {
      await long.close();
      await other.close();
    }
  });
});
