import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY_SCOPES, type ApiKeyScope } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';
import { createListener } from '../listener';
import { guardByApiKey } from './guard';

/** Every route of the partner API that takes a key, and the one scope that opens it. */
const SCOPES: Readonly<Record<string, ApiKeyScope>> = {
  'GET /v1/connections': 'connections:read',
  'GET /v1/events': 'events:read',
  'GET /v1/sca-challenges/:id': 'wise:call',
  'POST /v1/sca-challenges/:id/phone-code': 'factors:write',
  'POST /v1/sca-challenges/:id/factors': 'factors:write',
  'POST /v1/connections/:id/sca-session': 'factors:write',
  'POST /v1/connections/:id/sca-factors': 'factors:write',
  'GET /v1/connections/:id': 'connections:read',
  'GET /v1/connections/:id/access-token': 'tokens:read',
  'GET /v1/application-token': 'application-token:read',
  'POST /v1/connections/:id/access-token/rejections': 'tokens:read',
  'DELETE /v1/application/:environment/wise/*': 'application-token:read',
  'GET /v1/application/:environment/wise/*': 'application-token:read',
  'PATCH /v1/application/:environment/wise/*': 'application-token:read',
  'POST /v1/application/:environment/wise/*': 'application-token:read',
  'PUT /v1/application/:environment/wise/*': 'application-token:read',
  'DELETE /v1/connections/:id/wise/*': 'wise:call',
  'GET /v1/connections/:id/wise/*': 'wise:call',
  'PATCH /v1/connections/:id/wise/*': 'wise:call',
  'POST /v1/connections/:id/wise/*': 'wise:call',
  'PUT /v1/connections/:id/wise/*': 'wise:call',
  'POST /v1/customers/:id/wise-user': 'connections:write',
  'GET /v1/customers/:id/wise-user': 'connections:read',
  'POST /v1/customers/:id/wise-user/claim-link': 'connections:write',
};
const PROBES = ['GET /healthz', 'GET /v1/health', 'GET /readyz'];

let harness: Harness;
let vault: Vault;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  linked = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

async function ask(route: string, scopes: readonly ApiKeyScope[]) {
  const [method = '', pattern = ''] = route.split(' ');
  const { key } = await makeApiKey(vault.ctx.database, scopes);
  const path = pattern.replace(':id', linked.id);
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(vault.partnerUrl + path, { method, headers });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe('threat 31: a key does only what its scopes name', () => {
  it('every route that takes a key has a row here, and every row a route', () => {
    const known = vault.partner.knownRoutes.map(({ method, url }) => `${method} ${url}`);
    expect([...new Set(known)].sort()).toEqual([...PROBES, ...Object.keys(SCOPES)].sort());
  });

  it.each(Object.entries(SCOPES))('%s wants %s alone', async (route, scope) => {
    const refused = await ask(
      route,
      API_KEY_SCOPES.filter((each) => each !== scope),
    );
    expect(refused).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING', scope } });
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_scope", scope="${scope}"`,
    );
    const { body } = await ask(route, [scope]);
    expect(['SCOPE_MISSING', 'API_KEY_REFUSED', 'INTERNAL']).not.toContain(body.code);
  });

  it('a route that names no scope stops the start', () => {
    const app = createListener('partner', createLogger('test', 'silent'));
    guardByApiKey(app, vault.ctx);
    expect(() => app.get('/v1/forgotten', () => 'open')).toThrow('names no scope');
  });
});
