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
    await harness.owner.query(
      `UPDATE vault.grants SET access_issued_at = now() - interval '1 hour', access_expires_at = now() + interval '5 seconds'
       WHERE connection_id = $1`,
      [linked.id],
    );
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
