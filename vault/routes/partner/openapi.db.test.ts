import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partnerOpenApi } from '#vault/openapi/document';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';
import { checker, type PartnerAnswer, takeMisfits } from '#vault/testing/partner-answers';

let harness: Harness;
let vault: Vault;
let key: string;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  key = (await makeApiKey(vault.ctx.database)).key;
  linked = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(vault.partnerUrl + path, { headers });

describe('the OpenAPI document of the partner API', () => {
  it('has every route of the listener but the older name of a probe, and no other', () => {
    const routes = vault.partner.knownRoutes.map(
      ({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}').replace('*', '{path}')}`,
    );
    const documented = Object.entries(partnerOpenApi().paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
    );
    expect([...documented, 'GET /v1/health'].sort()).toEqual([...new Set(routes)].sort());
  });

  it('is served without a key, as docs/partner-api.openapi.json', async () => {
    const answer = await get('/v1/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(partnerOpenApi())));
  });

  it('has a page for people that needs no script, no inline style and no other host', async () => {
    const [page, style] = [await get('/v1/docs'), await get('/v1/docs/style.css')];
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(policy).not.toContain('unsafe');
    expect([page.status, style.status, style.headers.get('content-type')]).toEqual([
      200,
      200,
      'text/css; charset=utf-8',
    ]);
    const text = await page.text();
    expect(text).not.toMatch(
      /<script|<style|style="|\bon\w+="|https?:\/\/(?!127\.0\.0\.1|login\.bank|shop\.example|connect\.example)/,
    );
    for (const each of Object.values(partnerOpenApi().paths).flatMap(Object.values))
      expect(text).toContain(`<h3 id="${each.operationId}">`);
  });
});

describe('every answer of the partner API in a database test is held to the document', () => {
  const one = '/v1/connections/:id';
  const answer = (changes: Partial<PartnerAnswer>): PartnerAnswer => ({
    method: 'get',
    route: one,
    status: 200,
    type: 'application/json',
    isOfWise: false,
    payload: '{}',
    ...changes,
  });

  it('tells another answer from ours', async () => {
    const { misfitOf } = await checker();
    const headers = { authorization: `Bearer ${key}` };
    const body = await (await get(`/v1/connections/${linked.id}`, headers)).json();
    const { profile_id: _left, ...rest } = body;
    const payload = JSON.stringify(body);
    expect(misfitOf(answer({ payload }))).toBeUndefined();
    expect(misfitOf(answer({ payload: JSON.stringify(rest) }))).toContain('profile_id');
    expect(misfitOf(answer({ payload: JSON.stringify({ ...body, profile_id: 14575282 }) }))).toContain(
      'string',
    );
    expect(misfitOf(answer({ payload: JSON.stringify({ ...body, more: 1 }) }))).toContain('additional');
    expect(misfitOf(answer({ payload, status: 201 }))).toContain('no such answer');
    expect(misfitOf(answer({ payload, method: 'post' }))).toContain('no such answer');
    expect(misfitOf(answer({ payload, type: 'text/html' }))).toContain('no such answer');
  });

  it('and a failure that its operation does not name, or whose status is not the code’s', async () => {
    const { misfitOf } = await checker();
    const problem = (status: number, code: string) =>
      answer({
        status,
        type: 'application/problem+json',
        payload: JSON.stringify({ type: 'urn:x', title: 'x', status, code }),
      });
    expect(misfitOf(problem(404, 'NOT_FOUND'))).toBeUndefined();
    expect(misfitOf(problem(404, 'ENVIRONMENT_OFF'))).toContain('code');
    expect(misfitOf(problem(409, 'CONFLICT'))).toContain('no such answer');
  });

  it('on the wire: a listener that answers otherwise is found out', async () => {
    const app = Fastify();
    app.decorate('knownRoutes', [{ method: 'GET', url: one, hasHead: false }]);
    app.get(one, () => ({ id: 7 }));
    await fetch(`${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/connections/7`);
    await app.close();
    expect(await takeMisfits()).toEqual([expect.stringContaining('GET /v1/connections/:id 200')]);
  });
});
