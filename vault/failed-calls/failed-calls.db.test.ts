import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FailedCall } from '#lib/contract/support-packets';
import { readSupportPacket } from '#lib/failed-calls/read-packet';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import type { Linked } from '#vault/testing/harness';
import { codeOf, WiseCaller } from '#vault/testing/wise-caller';
import type { Failure } from './record-failed-call';

let caller: WiseCaller;
let linked: Linked;
beforeAll(async () => {
  caller = await WiseCaller.start();
});
afterAll(() => caller.close());
beforeEach(async () => {
  caller.reset();
  linked = await caller.harness.link(caller.vault.ctx);
});

const db = () => caller.vault.ctx.database.db;
const packet = (connectionId: string | null = linked.id) =>
  readSupportPacket(db(), { environment: 'sandbox', connectionId, clientId: null });

/** The packet once it has such a call. */
async function recorded(is: (call: FailedCall) => boolean, connectionId: string | null = linked.id) {
  return until('the failed call', async () => {
    const { calls } = await packet(connectionId);
    return calls.find(is);
  });
}

it('has what Wise’s support asks for, and no value of a body, no token and no id', async () => {
  const NAME = 'Ada-Canary-Lovelace';
  caller.front.answer((_request, response) =>
    response
      .writeHead(422, {
        'content-type': 'application/json',
        'content-length': String(
          Buffer.byteLength(`{"errors":[{"code":"NOT_VALID","arguments":["${NAME}"]}]}`),
        ),
        'x-trace-id': 'trace-of-wise',
        'x-canary': NAME,
      })
      .end(`{"errors":[{"code":"NOT_VALID","arguments":["${NAME}"]}]}`),
  );
  const path = `/v1/transfers/7770000777/cancel`;
  const sent = {
    method: 'PUT',
    of: linked,
    body: `{"reason":"${NAME}","amount":7}`,
    headers: { 'x-external-correlation-id': 'mine-1' },
  };
  const answer = await caller.call(path, sent);
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ code: 'NOT_VALID', arguments: [NAME] }] } });
  const call = await recorded(({ status }) => status === 422);
  expect(call).toMatchObject({
    connection_id: linked.id,
    kind: 'call',
    method: 'PUT',
    path: '/v1/transfers/{}/cancel',
    problem: 'NOT_VALID',
    count: 1,
    correlation_id: 'mine-1',
    wise_trace_id: 'trace-of-wise',
    request_id: expect.any(String),
    request_shape: { reason: 'string', amount: 'number' },
    answer_shape: { errors: [{ code: 'string', arguments: ['string'] }] },
    token_version: expect.any(String),
    token_age_seconds: expect.any(Number),
  });
  expect(call.answer_header_names).toContain('x-canary');

  await caller.call(path, sent);
  await recorded(({ count }) => count === 2);
  const { calls } = await packet();
  expect(calls, 'the same again is one row').toHaveLength(1);

  const { rows } = await caller.harness.owner.query('SELECT f::text AS row FROM vault.failed_calls AS f');
  const text = JSON.stringify([rows, await packet()]);
  const profile = linked.user.profileId;
  for (const hidden of [NAME, '7770000777', profile, caller.key]) expect(text).not.toContain(hidden);
});

it('an answer that does not say how large it is has a shape too, as far as 64 KB, and arrives whole', async () => {
  const answered = (status: number, parts: readonly string[]) =>
    caller.front.answer((_request, response) => {
      // no content-length: in chunks (RFC 9112 §7.1)
      response.writeHead(status, { 'content-type': 'application/json' });
      for (const part of parts) response.write(part);
      response.end();
    });
  answered(422, ['{"errors":[{"code":"NOT_', 'VALID","path":"amount"}]}']);
  const small = await caller.call('/v1/me', { of: linked });
  expect(small).toMatchObject({ status: 422, body: { errors: [{ code: 'NOT_VALID', path: 'amount' }] } });
  expect(await recorded(({ status }) => status === 422)).toMatchObject({
    problem: 'NOT_VALID',
    answer_shape: { errors: [{ code: 'string', path: 'string' }] },
  });
  const parts = Array.from({ length: 10 }, () => 'x'.repeat(16 * 1_024));
  answered(413, ['{"code":"TOO_LARGE","text":"', ...parts, '"}']);
  const large = await caller.call('/v1/me', { of: linked });
  expect(large).toMatchObject({ status: 413, body: { code: 'TOO_LARGE', text: parts.join('') } });
  expect(await recorded(({ status }) => status === 413)).toMatchObject({ problem: '', answer_shape: null });
  caller.front.answer((_request, response) => {
    response.writeHead(409, { 'x-trace-id': 'trace-409' }).write('{"code":');
    setImmediate(() => response.destroy());
  });
  expect(codeOf(await caller.call('/v1/me', { of: linked }))).toEqual([504, 'WISE_ANSWER_LOST']);
  expect(await recorded(({ wise_trace_id }) => wise_trace_id === 'trace-409')).toMatchObject({
    ...{ status: 409, problem: 'WISE_ANSWER_LOST', answer_shape: null },
  });
});

it('a call without an answer, and one whose token Wise refuses twice, are told with what there is', async () => {
  caller.front.answer((request) => request.socket.destroy());
  expect(codeOf(await caller.call('/v1/me', { of: linked }))).toEqual([504, 'WISE_ANSWER_LOST']);
  expect(await recorded(({ problem }) => problem === 'WISE_ANSWER_LOST')).toMatchObject({
    status: null,
    wise_trace_id: null,
    answer_shape: null,
  });
  caller.front.answer((_request, response) =>
    response.writeHead(401, { 'x-trace-id': 'trace-401' }).end('{"error":"invalid_token"}'),
  );
  await caller.call('/v1/me', { of: linked });
  expect(await recorded(({ problem }) => problem === 'WISE_TOKEN_REFUSED')).toMatchObject({
    status: 401,
    wise_trace_id: 'trace-401',
  });
});

it('what works, what is refused before it is sent, and an approval that is wanted are no failures', async () => {
  expect((await caller.call('/v1/me', { of: linked })).status).toBe(200);
  expect((await caller.call('/v1/users/1', { of: linked })).status).toBe(403);
  caller.front.answer((_request, response) =>
    response
      .writeHead(403, { 'x-2fa-approval': 'a-one-time-token', 'x-2fa-approval-result': 'REJECTED' })
      .end(),
  );
  const path = `/v3/profiles/${caller.mine(linked)}/transfers/5/payments`;
  const wanted = await caller.call(path, { method: 'POST', of: linked, body: '{"type":"BALANCE"}' });
  expect(wanted.body).toMatchObject({ code: 'SCA_REQUIRED' });
  caller.front.answer((_request, response) => response.writeHead(400).end());
  await caller.call('/v1/me', { of: linked });
  await recorded(({ status }) => status === 400);
  expect((await packet()).calls).toHaveLength(1);
});

it('a refresh that Wise refuses is told of its connection, an outage of the client alone', async () => {
  const { harness, vault } = caller;
  const fault = harness.plant({
    endpoint: 'token:refresh_token',
    kind: 'answer',
    status: 503,
    body: '{}',
    count: 1,
  });
  await refreshGrant(vault.ctx, linked.id, { why: 'check' });
  harness.release(fault);
  expect(await recorded(({ status }) => status === 503, null)).toMatchObject({
    kind: 'refresh_token',
    connection_id: null,
    path: '/oauth/token',
  });
  const client = vault.ctx.wise.ofEnvironment('sandbox');
  await client?.applicationToken({ secret: new Secret('another one than Wise has') });
  expect(await recorded(({ kind }) => kind === 'client_credentials', null)).toMatchObject({
    problem: 'invalid_client',
    wise_trace_id: expect.any(String),
    correlation_id: expect.any(String),
    answer_shape: expect.objectContaining({ error: 'string' }),
  });
  await client?.refresh(new Secret('no token of ours'), { connectionId: linked.id });
  expect(await recorded(({ kind }) => kind === 'refresh_token')).toMatchObject({ problem: 'invalid_grant' });
});

it('a connection keeps the newest 50', async () => {
  const { ctx } = caller.vault;
  const failure: Omit<Failure, 'path'> = {
    environment: 'sandbox',
    clientId: 'acme-bank',
    connectionId: linked.id,
    kind: 'call',
    method: 'GET',
    status: 404,
    problem: '',
    ...{ requestId: null, correlationId: null, traceId: null, headerNames: [] },
    ...{ requestShape: null, answerShape: null },
  };
  for (let at = 0; at < 60; at += 1) ctx.recordFailedCall({ ...failure, path: `/v1/word-${at}` });
  await until('all are written, and the oldest gone', async () => {
    const { rows } = await caller.harness.owner.query<{ count: string }>(
      'SELECT count(*) FROM vault.failed_calls WHERE connection_id = $1',
      [linked.id],
    );
    return rows[0]?.count === '50';
  });
});
