import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { AUTHORIZATION, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { rawRequest } from '#testing/raw-http';

const wise = emulatorForTests();

/** The answer as it came: fetch would unpack it. */
async function ask(path: string, headers: Record<string, string>, { method = 'GET', body = '' } = {}) {
  const raw = await rawRequest({
    url: wise.get().url,
    method,
    path,
    headers: { connection: 'close', ...headers },
    body,
  });
  raw.hangUp();
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(raw.head)?.[1];
  return { header, body: Buffer.from(raw.body, 'latin1') };
}

const askToken = async (acceptEncoding: string | undefined) => {
  const { code } = await wise.consent();
  return ask(
    '/oauth/token',
    {
      authorization: AUTHORIZATION,
      'content-type': 'application/x-www-form-urlencoded',
      ...(acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }),
    },
    { method: 'POST', body: new URLSearchParams(exchangeOf(code)).toString() },
  );
};

it.each([
  ['gzip', 'gzip', gunzipSync],
  ['gzip, deflate', 'gzip', gunzipSync],
  ['br', 'br', brotliDecompressSync],
  ['gzip;q=0.5, br;q=0.9', 'br', brotliDecompressSync],
] as const)('tokens are compressed for "%s" as %s', async (asked, encoding, unpack) => {
  const { header, body } = await askToken(asked);
  expect([header('content-encoding'), header('vary')]).toEqual([encoding, 'accept-encoding']);
  expect(header('content-length')).toBe(String(body.byteLength));
  expect(JSON.parse(unpack(body).toString())).toMatchObject({ token_type: 'bearer', expires_in: 43_199 });
});

it.each([undefined, 'identity', 'zstd', 'gzip;q=0'])('and as they are for "%s"', async (asked) => {
  const { header, body } = await askToken(asked);
  expect(header('content-encoding')).toBeUndefined();
  expect(JSON.parse(body.toString())).toMatchObject({ token_type: 'bearer' });
});

it('documented, by a setting: nothing is compressed', async () => {
  await wise.control('PUT', '/settings', { compressedAnswers: false });
  expect((await askToken('gzip, br')).header('content-encoding')).toBeUndefined();
});

it('refusals are compressed too; an empty answer stays empty', async () => {
  const refused = await ask('/v1/me', { 'accept-encoding': 'br' });
  expect(JSON.parse(brotliDecompressSync(refused.body).toString())).toMatchObject({ error: 'missing_token' });
  const { code } = await wise.consent();
  const { access_token: token } = (await wise.token(exchangeOf(code))).body;
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
  await ask('/v4/profiles/30000001/balances?types=STANDARD', headers);
  const [balance] = wise.get().state.balances.of('30000001');
  const path = `/v1/profiles/30000001/balance-statements/${balance?.id}/statement.json`;
  const empty = await ask(path, headers);
  expect([empty.header('content-encoding'), empty.body.byteLength]).toEqual([undefined, 0]);
});

it('what a fault sends under an encoding of its own is left alone', async () => {
  const answer = { status: 200, body: 'packed', headers: { 'content-encoding': 'gzip' } };
  await wise.control('POST', '/faults', { endpoint: 'me', kind: 'answer', ...answer });
  const { body } = await ask('/v1/me', { authorization: 'Bearer x', 'accept-encoding': 'gzip' });
  expect(body.toString()).toBe('packed');
});
