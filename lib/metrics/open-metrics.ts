import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../log/logger';
import { gracefulShutdown } from '../net/graceful-shutdown';
import { createHttpServer } from '../net/http-server';
import { type Metrics, NO_METRICS } from './metrics';
import type { Prometheus } from './prometheus';

export type MetricsSettings = { METRICS_HOST: string; METRICS_PORT?: number | undefined };

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };

/**
 * The metrics of this process and the listener that shows them, `GET /metrics` alone. Without METRICS_PORT nothing is loaded
 * or listened on.
 *
 * @throws EADDRINUSE when the port is taken.
 */
export async function openMetrics(
  settings: MetricsSettings,
  log: Logger,
): Promise<Metrics & { url?: string }> {
  const { METRICS_HOST: host, METRICS_PORT: port } = settings;
  if (port === undefined) return NO_METRICS;
  // not before it is wanted: it is memory in every vault
  const { createPrometheus } = await import('./prometheus');
  const prometheus = createPrometheus();
  const server = createHttpServer(
    {
      listener: 'metrics',
      requestWithinMs: 10_000,
      keepAliveMs: 65_000,
      refusal: () => ({ headers: TEXT, body: 'refused\n' }),
      log,
    },
    answerWith(prometheus, log),
  );
  const expedite = gracefulShutdown(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const at = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${at.port}/metrics`;
  log.info({ url }, 'metrics listen');
  const close = async () => {
    expedite();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  return { ...prometheus, url, close };
}

function answerWith(prometheus: Prometheus, log: Logger): RequestListener {
  return (request, response) => {
    const isAsked = request.url === '/metrics' && (request.method === 'GET' || request.method === 'HEAD');
    if (!isAsked) {
      response.writeHead(404, TEXT).end('GET /metrics is all that is here\n');
      return;
    }
    prometheus.text().then(
      (text) => response.writeHead(200, { ...TEXT, 'content-type': prometheus.contentType }).end(text),
      (err: unknown) => {
        log.error({ err }, 'the metrics could not be written');
        response.writeHead(500, TEXT).end('the metrics could not be written\n');
      },
    );
  };
}
