import type { Server } from 'node:http';
import { type Metrics, statusClass } from '#lib/metrics/metrics';
import { poolFigures } from '#web/db/pool-figures';
import type { RouteOf } from './route-templates';

/** Tells the metrics of each request by its route, never by its address, and of the pool when Prometheus asks. */
export function countRequests(server: Server, metrics: Metrics, routeOf: RouteOf): void {
  if (!metrics.isOn) return;
  // first: the handler may answer at once
  server.prependListener('request', (request, response) => {
    const began = performance.now();
    const route = routeOf((request.url ?? '/').split('?', 1)[0] ?? '/');
    response.once('close', () => {
      const status = statusClass(response.statusCode);
      const method = request.method ?? '';
      metrics.count('connect_http_requests_total', { listener: 'web', method, route, status });
      const seconds = (performance.now() - began) / 1_000;
      metrics.observe('connect_http_request_duration_seconds', { listener: 'web', route }, seconds);
    });
  });
  metrics.onCollect(() => {
    const pool = poolFigures();
    if (pool === undefined) return;
    metrics.set('connect_db_pool_connections', { state: 'open' }, pool.totalCount);
    metrics.set('connect_db_pool_connections', { state: 'idle' }, pool.idleCount);
    metrics.set('connect_db_pool_connections', { state: 'waiting' }, pool.waitingCount);
  });
}
