import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';
import { collectDatabaseFigures } from './database-figures';

let harness: Harness;
let vault: Vault;
let linked: Linked;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env({ METRICS_PORT: '0' }), {
    deadlines: { ...SHORT, loopMs: 3_600_000 },
  });
  // asked again at once, where production waits for five seconds
  collectDatabaseFigures(vault.ctx, { notMoreOftenMs: 0 });
  linked = await harness.link(vault.ctx);
  key = (await makeApiKey(vault.ctx.database, ['tokens:read'])).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

/** Of one series its value, by the text that Prometheus reads; undefined: there is none. */
async function shown(): Promise<(series: string) => number | undefined> {
  const text = await (await fetch(vault.metricsUrl ?? '')).text();
  return (series) => {
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };
}

const nearlyExpire = ({ id }: Linked) =>
  harness.owner.query(
    `UPDATE vault.grants SET access_issued_at = now() - interval '1 hour', access_expires_at = now() + interval '5 seconds'
     WHERE connection_id = $1`,
    [id],
  );

const ask = (path: string, headers: Record<string, string> = { authorization: `Bearer ${key}` }) =>
  fetch(`${vault.partnerUrl}${path}`, { headers });

describe('the metrics of a vault', () => {
  it('count vends by outcome and requests by route, never by what was sent', async () => {
    const path = `/v1/connections/${linked.id}/access-token`;
    const first = await ask(path);
    await ask(path, { authorization: `Bearer ${key}`, 'if-none-match': first.headers.get('etag') ?? '' });
    await ask(path, {});
    const hostile = Array.from({ length: 12 }, (_, n) => `%2e%2e%22%0Aconnect_evil%7Bx%3D%22${n}`);
    for (const text of hostile) {
      await ask(`/v1/connections/${text}/access-token?x=${text}`);
      await ask(`/${text}`);
    }
    const value = await shown();
    expect(value('connect_vends_total{outcome="issued"}')).toBe(1);
    expect(value('connect_vends_total{outcome="unchanged"}')).toBe(1);
    expect(value('connect_vends_total{outcome="API_KEY_REFUSED"}')).toBe(1);
    const text = await (await fetch(vault.metricsUrl ?? '')).text();
    const requests = text.split('\n').filter((line) => line.startsWith('connect_http_requests_total{'));
    const routes = new Set(requests.map((line) => /route="([^"]*)"/.exec(line)?.[1]));
    expect([...routes].sort()).toEqual(['/v1/connections/:id/access-token', 'none']);
    for (const secret of ['evil', linked.id, key]) expect(text).not.toContain(secret);
  });

  it('count refreshes by reason, and calls to Wise by endpoint and status', async () => {
    await nearlyExpire(linked);
    expect((await ask(`/v1/connections/${linked.id}/access-token`)).status).toBe(200);
    const value = await shown();
    expect(value('connect_refreshes_total{reason="vend",outcome="refreshed"}')).toBe(1);
    const calls = 'connect_wise_requests_total{environment="sandbox",endpoint="token",status="2xx"}';
    expect(value(calls)).toBeGreaterThan(0);
  });

  it('tell what stands in the database: jobs, holds, alarms, ring keys', async () => {
    await harness.owner.query(
      `INSERT INTO vault.holds (scope, value, reason, placed_by) VALUES ('environment', 'production', 'test', 'test')`,
    );
    await harness.owner.query(`INSERT INTO public.alarms (code) VALUES ('vault_unavailable')`);
    const value = await shown();
    expect(value('connect_holds{scope="environment"}')).toBe(1);
    expect(value('connect_alarms_open{code="vault_unavailable"}')).toBe(1);
    expect(value('connect_jobs_oldest_due_seconds')).toBeGreaterThanOrEqual(0);
    expect(value('connect_database_up')).toBe(1);
    expect(value('connect_db_pool_connections{state="open"}')).toBeGreaterThan(0);
    await harness.owner.query(`UPDATE public.alarms SET cleared_at = now() WHERE code = 'vault_unavailable'`);
    await until('the alarm is gone', async () => {
      const now = await shown();
      return now('connect_alarms_open{code="vault_unavailable"}') === undefined;
    });
  });
});

it('a trace of a request names routes and statuses, belongs to its caller’s, and has nothing of what was sent', async () => {
  const collector = await startCollector();
  const traced = await startVault(harness.env({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }), {
    deadlines: { ...SHORT, loopMs: 3_600_000 },
  });
  const other = await harness.link(traced.ctx);
  await nearlyExpire(other);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { authorization: `Bearer ${key}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const address = `${traced.partnerUrl}/v1/connections/${other.id}/access-token`;
  const answer = await fetch(address, { headers });
  await fetch(`${address}?why=secret-query`, { headers });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  await traced.close();
  await collector.close();

  const told = JSON.stringify(collector.spans);
  for (const secret of [token, key, other.id, other.user.id, 'secret-query', '127.0.0.1'])
    expect(told).not.toContain(secret);
  const spans = collector.spans.filter((span) => span.traceId === traceId);
  const [request] = spans.filter(({ name }) => name === 'GET /v1/connections/:id/access-token');
  expect(request).toMatchObject({ parentSpanId: '00f067aa0ba902b7' });
  // the refresh that this vend waited for
  expect(spans.find(({ name }) => name === 'Wise token')).toMatchObject({ parentSpanId: request?.spanId });
  const facts = new Set(collector.spans.flatMap(({ attributes }) => attributes.map(({ key: name }) => name)));
  expect([...facts].toSorted()).toEqual([
    'connect.endpoint',
    'connect.environment',
    'connect.listener',
    'http.request.method',
    'http.response.status_code',
    'http.route',
  ]);
});

type TracedSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string }[];
};

/** A collector that keeps what it is told. */
async function startCollector() {
  const spans: TracedSpan[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { resourceSpans } = body as {
        resourceSpans: { scopeSpans: { spans: TracedSpan[] }[]; resource: object }[];
      };
      for (const { scopeSpans } of resourceSpans) spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, spans, close };
}
