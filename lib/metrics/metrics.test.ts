import { describe, expect, it } from 'vitest';
import { createLogger } from '../log/logger';
import { NO_METRICS, statusClass } from './metrics';
import { openMetrics } from './open-metrics';
import { createPrometheus } from './prometheus';

const log = createLogger('test', 'silent');
const series = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(name));

describe('labels', () => {
  it('have values of the closed list alone: what anybody sends is counted as other', async () => {
    const prometheus = createPrometheus();
    for (let n = 0; n < 1_000; n += 1) {
      prometheus.count('connect_vends_total', { outcome: `no outcome ${n}` });
      prometheus.count('connect_http_requests_total', {
        listener: 'partner',
        method: `M${n}`,
        route: '/v1/connections',
        status: '9xx',
      });
    }
    prometheus.count('connect_vends_total', { outcome: 'issued' });
    const text = await prometheus.text();
    expect(series(text, 'connect_vends_total')).toEqual([
      'connect_vends_total{outcome="other"} 1000',
      'connect_vends_total{outcome="issued"} 1',
    ]);
    expect(series(text, 'connect_http_requests_total')).toEqual([
      'connect_http_requests_total{listener="partner",method="other",route="/v1/connections",status="other"} 1000',
    ]);
  });

  it('that are templates are bounded by a number too', async () => {
    const prometheus = createPrometheus();
    for (let n = 0; n < 2_000; n += 1)
      prometheus.observe('connect_http_request_duration_seconds', { listener: 'web', route: `/${n}` }, 0.01);
    const counts = series(await prometheus.text(), 'connect_http_request_duration_seconds_count');
    expect(counts).toHaveLength(401);
    expect(counts.at(-1)).toContain('route="other"} 1600');
  });
});

describe('the listener', () => {
  it('is not there without a port', async () => {
    expect(await openMetrics({ METRICS_HOST: '127.0.0.1' }, log)).toBe(NO_METRICS);
  });

  it('shows the metrics and nothing else, and ends', async () => {
    const metrics = await openMetrics({ METRICS_HOST: '127.0.0.1', METRICS_PORT: 0 }, log);
    const url = metrics.url ?? '';
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await answer.text()).toContain('nodejs_eventloop_lag_seconds');
    for (const [path, method] of [
      ['/', 'GET'],
      ['/metrics', 'POST'],
      ['/metrics/../x', 'GET'],
    ] as const)
      expect((await fetch(new URL(path, url), { method })).status).toBe(404);
    await metrics.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says 500 when a figure cannot be read, and nothing of why', async () => {
    const metrics = await openMetrics({ METRICS_HOST: '127.0.0.1', METRICS_PORT: 0 }, log);
    metrics.onCollect(() => Promise.reject(new Error('inside')));
    const answer = await fetch(metrics.url ?? '');
    expect([answer.status, await answer.text()]).toEqual([500, 'the metrics could not be written\n']);
    await metrics.close();
  });
});

it('a status has a class', () => {
  expect([101, 204, 304, 499, 503].map(statusClass)).toEqual(['1xx', '2xx', '3xx', '4xx', '5xx']);
});
