import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addressOf, codeOf, JSON_TYPE, WiseCaller } from '#vault/testing/wise-caller';

let caller: WiseCaller;
beforeAll(async () => {
  caller = await WiseCaller.start();
});
afterAll(() => caller.close());
beforeEach(() => caller.reset());

const OF_TOKEN = { 'www-authenticate': 'Bearer error="invalid_token"' };

it.each<[string, number, Record<string, string>, [number, string]]>([
  ['a small answer', 200, { 'content-length': '60000' }, [504, 'WISE_ANSWER_LOST']],
  ['a small refusal', 422, { 'content-length': '60000' }, [504, 'WISE_ANSWER_LOST']],
  ['a refusal that does not say how large it is', 422, {}, [504, 'WISE_ANSWER_LOST']],
  ['a 401', 401, {}, [502, 'WISE_TOKEN_REFUSED']],
  ['a 401 that names the token', 401, OF_TOKEN, [502, 'WISE_TOKEN_REFUSED']],
])('%s that drips holds its caller for no longer than it may', async (_what, status, headers, expected) => {
  const of = await caller.harness.link(caller.vault.ctx);
  caller.front.answer((incoming, response) => {
    incoming.resume();
    response.writeHead(status, { ...JSON_TYPE, ...headers });
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  });
  expect(codeOf(await caller.call('/v1/me', { of }))).toEqual(expected);
});

it('a status that is none is an answer that was lost, and no failure of ours', async () => {
  caller.front.answer((incoming, response) => {
    incoming.resume();
    response.writeHead(999, JSON_TYPE).end('{}');
  });
  expect(codeOf(await caller.call('/v1/me'))).toEqual([504, 'WISE_ANSWER_LOST']);
});

it('an answer that is compressed, though nobody asked for it, says so', async () => {
  caller.front.answer((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync('{"id":1}'));
  });
  const [answer] = (await once(caller.send(addressOf('/v1/me', caller.linked)), 'response')) as [
    IncomingMessage,
  ];
  expect(answer.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(await buffer(answer)).toString()).toBe('{"id":1}');
});
