import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY_SCOPES } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { tokenOf } from '#vault/testing/partner-listeners';
import { challengeOf } from '#vault/testing/sca';

let harness: Harness;
let vault: Vault;
let key: string;
let linked: Linked;
const written: string[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  const log = createLogger('vault', 'info', { write: (line) => void written.push(line) });
  vault = await startVault(harness.env(), { deadlines: UNHURRIED, log });
  key = (await makeApiKey(vault.ctx.database)).key;
  linked = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

async function ask(method: string, path: string, authorization = `Bearer ${key}`) {
  const answer = await fetch(vault.partnerUrl + path, {
    method,
    headers: authorization === '' ? {} : { authorization },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

it('a revoked key that is used is named in the log, without its secret (docs/runbooks/backup-and-loss.md)', async () => {
  const { id, key: revoked } = await makeApiKey(vault.ctx.database);
  await harness.owner.query('UPDATE vault.api_keys SET revoked_at = now() WHERE id = $1', [id]);
  expect((await ask('GET', tokenOf(linked.id), `Bearer ${revoked}`)).status).toBe(401);
  const said = written.filter((line) => line.includes(id)).map((line) => JSON.parse(line));
  expect(said).toEqual([
    expect.objectContaining({ level: 'warn', problem: 'API_KEY_REFUSED', why: `API key ${id} is revoked` }),
  ]);
  expect(written.join('')).not.toContain(revoked.slice(-43));
});

const OPEN = ['/healthz', '/v1/health', '/readyz', '/v1/openapi.json', '/v1/docs', '/v1/docs/style.css'];

it.each(OPEN)('%s answers HEAD as it answers GET, without the body (RFC 9110 §9.3.2)', async (path) => {
  const [get, head] = [await ask('GET', path, ''), await ask('HEAD', path, '')];
  expect([head.status, head.text]).toEqual([200, '']);
  for (const name of ['content-type', 'content-length', 'cache-control'])
    expect(head.headers.get(name)).toBe(get.headers.get(name));
});

describe('a method that an address does not take (RFC 9110 §15.5.6)', () => {
  it.each([
    ['HEAD', () => tokenOf(linked.id), 'GET'],
    ['POST', () => tokenOf(linked.id), 'GET'],
    ['OPTIONS', () => `${tokenOf(linked.id)}?min_ttl=60`, 'GET'],
    ['GET', () => `${tokenOf(linked.id)}/rejections`, 'POST'],
    ['DELETE', () => '/v1/connections', 'GET'],
    ['GET', () => `/v1/event-endpoints/${linked.id}`, 'DELETE'],
    ['PUT', () => '/v1/event-endpoints', 'GET, POST'],
    ['OPTIONS', () => `/v1/connections/${linked.id}/wise/v1/rates`, 'DELETE, GET, PATCH, POST, PUT'],
    ['PUT', () => '/healthz', 'GET, HEAD'],
  ])('%s: 405, and Allow names the others', async (method, path, allow) => {
    const answer = await ask(method, path());
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    if (method !== 'HEAD') expect(JSON.parse(answer.text).code).toBe('METHOD_NOT_ALLOWED');
  });

  it('vends nothing and leaves no record', async () => {
    const { rows } = await harness.owner.query('SELECT FROM vault.access_records');
    expect(rows).toEqual([]);
  });

  it('is no answer for an address that there is not', async () => {
    for (const path of ['/v1/nothing', '/v1/connections/', '/v1/connections/a/b/access-token', '/'])
      expect((await ask('GET', path)).status).toBe(404);
  });
});

it('every answer names its request, whoever gives it', async () => {
  const paths = [...OPEN, tokenOf(linked.id), '/v1/connections', '/v1/nothing', '/v1/connections/%zz'];
  const long = `/v1/connections/${'a'.repeat(200)}`;
  const answers = [
    ...(await Promise.all([...paths, long].map((path) => ask('GET', path)))),
    await ask('POST', tokenOf(linked.id)),
    await ask('GET', tokenOf(linked.id), 'Bearer x'),
  ];
  const ids = answers.map(({ headers }) => headers.get('connect-wise-request-id'));
  expect(ids).not.toContain(null);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('the challenge of a 401 (RFC 6750 §3)', () => {
  const challenge = async (authorization: string) => {
    const { status, headers } = await ask('GET', tokenOf(linked.id), authorization);
    return [status, headers.get('www-authenticate')];
  };

  it('has a parameter besides the scheme, and says of no key that it is invalid where none was shown', async () => {
    for (const none of ['', 'Basic YTpi', 'Bearer'])
      expect(await challenge(none)).toEqual([401, 'Bearer realm="Connect Wise"']);
  });

  it('says of a key that was shown that it is invalid: malformed, unknown, revoked, expired', async () => {
    const { id, key: ended } = await makeApiKey(vault.ctx.database);
    await harness.owner.query(`UPDATE vault.api_keys SET expires_at = now() WHERE id = $1`, [id]);
    const { id: gone, key: revoked } = await makeApiKey(vault.ctx.database);
    await harness.owner.query(`UPDATE vault.api_keys SET revoked_at = now() WHERE id = $1`, [gone]);
    for (const shown of ['nonsense', `cwk_0123456789abcdef_${'a'.repeat(43)}`, ended, revoked])
      expect(await challenge(`Bearer ${shown}`)).toEqual([
        401,
        'Bearer realm="Connect Wise", error="invalid_token"',
      ]);
  });
});

it('every record of a use by a key names the request and where it came from, of an approval too', async () => {
  const { id: keyId, key: every } = await makeApiKey(vault.ctx.database, API_KEY_SCOPES);
  const { challengeId } = await challengeOf(harness, vault.ctx, linked);
  const of = `/v1/sca-challenges/${challengeId}`;
  const routes: [string, object?][] = [
    [tokenOf(linked.id)],
    [`/v1/connections/${linked.id}/wise/v1/rates?source=EUR&target=GBP`],
    ['/v1/application-token?environment=sandbox'],
    [of],
    [`${of}/phone-code`, { channel: 'sms' }],
    [`${of}/factors`, { factor: 'pin', value: '1234' }],
    [`/v1/connections/${linked.id}/sca-session`],
    [`/v1/connections/${linked.id}/sca-factors`, { factor: 'pin', value: '1234' }],
  ];
  const asked: unknown[] = [];
  for (const [path, body] of routes) {
    const isPost = body !== undefined || path.endsWith('session');
    const { headers } = await fetch(vault.partnerUrl + path, {
      method: isPost ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${every}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    asked.push({ request_id: headers.get('connect-wise-request-id'), network: '127.0.0.1' });
  }
  const { rows } = await harness.owner.query(
    'SELECT request_id, host(network) AS network FROM vault.access_records WHERE api_key_id = $1 ORDER BY id',
    [keyId],
  );
  expect(rows).toEqual(asked);
});
