import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY_SCOPES, type ApiKeyScope } from '#lib/contract/api-key-scopes';
import { PARTNER_API, type PartnerRoute } from '#lib/contract/partner-api';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { addPersonalToken, operatorAsks } from '#vault/personal-tokens/keep-token';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';
import { createListener } from '../listener';
import { guardByApiKey } from './guard';

/** Every route of the partner API that takes a key, and the one scope that opens it. */
const SCOPES: Readonly<Record<string, ApiKeyScope>> = {
  'GET /v1/connections': 'connections:read',
  'GET /v1/deadlines': 'connections:read',
  'GET /v1/events': 'events:read',
  'POST /v1/event-endpoints': 'events:write',
  'GET /v1/event-endpoints': 'events:read',
  'DELETE /v1/event-endpoints/:id': 'events:write',
  'POST /v1/event-endpoints/:id/enable': 'events:write',
  'POST /v1/event-endpoints/:id/disable': 'events:write',
  'POST /v1/event-endpoints/:id/test': 'events:write',
  'POST /v1/event-endpoints/:id/rotate-secret': 'events:write',
  'POST /v1/event-endpoints/:id/replay': 'events:write',
  'GET /v1/event-endpoints/:id/deliveries': 'events:read',
  'GET /v1/wise-events': 'events:read',
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
  'POST /v1/customers/:id/wise-user/profile': 'connections:write',
  'POST /v1/customers/:id/wise-user/claim-link': 'connections:write',
  'POST /v1/connect-sessions': 'sessions:write',
  'GET /v1/connect-sessions/:id': 'sessions:write',
  'POST /v1/connect-sessions/:id/complete': 'sessions:write',
  'POST /v1/portal-sessions': 'sessions:write',
  'POST /v1/portal-sessions/:id/complete': 'sessions:write',
  'POST /v1/portal-sessions/:id/end': 'sessions:write',
};
/** What a connection of kind `personal_token` wants `personal-token:use` for, besides its row above (decision 054). */
const OWN_TOO = [
  'GET /v1/connections/:id/access-token',
  'POST /v1/connections/:id/access-token/rejections',
  'DELETE /v1/connections/:id/wise/*',
  'GET /v1/connections/:id/wise/*',
  'PATCH /v1/connections/:id/wise/*',
  'POST /v1/connections/:id/wise/*',
  'PUT /v1/connections/:id/wise/*',
];
const BAKERY = '30000003';
/** What wants no key: probes, and the description of the API, which holds no secret (decision 061). */
const OPEN = [
  'GET /healthz',
  'GET /v1/health',
  'GET /readyz',
  'GET /v1/openapi.json',
  'GET /v1/docs',
  'GET /v1/docs/style.css',
];

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

async function ask(route: string, scopes: readonly ApiKeyScope[], id = linked.id, body?: unknown) {
  const [method = '', pattern = ''] = route.split(' ');
  const { key } = await makeApiKey(vault.ctx.database, scopes);
  const path = pattern.replace(':id', id).replace('*', id === linked.id ? '*' : `v2/profiles/${BAKERY}`);
  const answer = await fetch(vault.partnerUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function addOwn(): Promise<string> {
  const user = `${harness.emulator.url}/__emulator/users/10000002/personal-tokens`;
  const { token } = await (await fetch(user, { method: 'POST' })).json();
  const client = vault.ctx.wise.ofEnvironment('sandbox');
  if (client === undefined) throw new Error('no sandbox');
  const asked = { token: new Secret(token), asker: operatorAsks('test'), profileId: BAKERY };
  const kept = await addPersonalToken(vault.ctx, client, asked);
  if (kept.kind !== 'kept') throw new Error(kept.kind);
  return kept.id;
}

describe('threat 31: a key does only what its scopes name', () => {
  it('every route that takes a key has a row here, and every row a route', () => {
    const known = vault.partner.knownRoutes.map(({ method, url }) => `${method} ${url}`);
    expect([...new Set(known)].sort()).toEqual([...OPEN, ...Object.keys(SCOPES)].sort());
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

  it('a personal token wants personal-token:use wherever it is issued or called with, and that alone opens nothing', async () => {
    const id = await addOwn();
    const others = API_KEY_SCOPES.filter((each) => each !== 'personal-token:use');
    const wanting: string[] = [];
    for (const route of Object.keys(SCOPES).filter((each) => each.includes('/v1/connections/:id'))) {
      const body = route.endsWith('rejections') ? { version: 1 } : undefined;
      const answer = await ask(route, others, id, body);
      if (answer.body.scope === 'personal-token:use') wanting.push(`${answer.status} ${route}`);
      expect((await ask(route, API_KEY_SCOPES, id, body)).body.code).not.toBe('SCOPE_MISSING');
      expect((await ask(route, ['personal-token:use'], id, body)).body.scope).toBe(SCOPES[route]);
    }
    expect(wanting.sort()).toEqual(OWN_TOO.map((route) => `403 ${route}`).sort());
    const described = Object.values<PartnerRoute>(PARTNER_API)
      .filter(({ personalTokenScope }) => personalTokenScope === 'personal-token:use')
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described).toEqual(OWN_TOO.filter((route) => !route.includes('/wise/')));
  });

  it('a route that names no scope stops the start', () => {
    const app = createListener('partner', createLogger('test', 'silent'));
    guardByApiKey(app, vault.ctx);
    expect(() => app.get('/v1/forgotten', () => 'open')).toThrow('names no scope');
  });
});

it('a stored token that does not open says nothing of asking again: it would not help', async () => {
  // one for an account
  await harness.owner.query('DELETE FROM vault.personal_token_values; DELETE FROM public.personal_tokens');
  const id = await addOwn();
  await harness.owner.query(
    `UPDATE vault.personal_token_values SET token = set_byte(token, 20, get_byte(token, 20) # 1) WHERE personal_token_id = $1`,
    [id],
  );
  const { status, headers, body } = await ask('GET /v1/connections/:id/access-token', API_KEY_SCOPES, id);
  expect([status, body.code, headers.get('retry-after')]).toEqual([500, 'RECORD_REFUSED', null]);
  await harness.owner.query(
    'UPDATE vault.personal_token_values SET key_id = $2 WHERE personal_token_id = $1',
    [id, 'gone'],
  );
  const missing = await ask('GET /v1/connections/:id/access-token', API_KEY_SCOPES, id);
  expect([missing.status, missing.body.code, missing.headers.get('retry-after')]).toEqual([
    503,
    'KEY_UNKNOWN',
    '60',
  ]);
});
