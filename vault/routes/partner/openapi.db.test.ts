import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';
import document from '../../../docs/partner-api.openapi.json' with { type: 'json' };

let harness: Harness;
let vault: Vault;
let key: string;
let linked: Linked;
let lost: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  key = (await makeApiKey(vault.ctx.database)).key;
  linked = await harness.link(vault.ctx);
  lost = await harness.link(vault.ctx);
  await harness.owner.query(
    `UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise' WHERE id = $1`,
    [lost.id],
  );
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

/** What does not fit the document in an answer of that status; it has to name the status and its media type. */
function misfits(route: string, status: number, type: string, body: unknown): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const at = ['paths', route, 'get', 'responses', String(status), 'content', type, 'schema'];
  const pointer = at.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const validate = ajv.compile({ $ref: `openapi#/${pointer}` });
  return validate(body) ? undefined : validate.errors;
}

describe('the OpenAPI document of the partner API', () => {
  it('has every route of the listener but the older name of a probe', () => {
    // behind a wildcard are Wise's own paths
    const routes = vault.partner.knownRoutes
      .filter(({ url }) => !url.endsWith('/*'))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    const documented = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
    );
    expect([...documented, 'GET /v1/health'].sort()).toEqual([...new Set(routes)].sort());
  });

  const one = '/v1/connections/{id}';
  const token = `${one}/access-token`;
  it.each<[string, string, () => string, number, boolean]>([
    ['a list', '/v1/connections', () => '/v1/connections?limit=1', 200, true],
    ['a connection', one, () => `/v1/connections/${linked.id}`, 200, true],
    ['a lost connection', one, () => `/v1/connections/${lost.id}`, 200, true],
    ['a token', token, () => `/v1/connections/${linked.id}/access-token`, 200, true],
    ['no token', token, () => `/v1/connections/${lost.id}/access-token`, 409, true],
    ['a misspelt filter', '/v1/connections', () => '/v1/connections?stauts=active', 400, true],
    ['no key', '/v1/connections', () => '/v1/connections', 401, false],
    ['no connection', one, () => '/v1/connections/3f1d5d1e-3d5a-4a58-8f3f-9b1f7c0e2a61', 404, true],
    ['alive', '/healthz', () => '/healthz', 200, false],
    ['ready', '/readyz', () => '/readyz', 200, false],
  ])('describes what the vault really answers: %s', async (_what, route, address, status, withKey) => {
    const headers: Record<string, string> = withKey ? { authorization: `Bearer ${key}` } : {};
    const response = await fetch(vault.partnerUrl + address(), { headers });
    expect(response.status).toBe(status);
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    expect(misfits(route, status, type, await response.json())).toBeUndefined();
  });

  it('is strict enough to tell another answer from ours', async () => {
    const response = await fetch(`${vault.partnerUrl}/v1/connections/${linked.id}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { profile_id: _left, ...rest } = (await response.json()) as Record<string, unknown>;
    expect(misfits(one, 200, 'application/json', { ...rest, profile_id: 14575282 })).toBeDefined();
    expect(misfits(one, 200, 'application/json', rest)).toBeDefined();
    expect(misfits(token, 409, 'application/problem+json', { code: 'SOMETHING_ELSE' })).toBeDefined();
  });
});
