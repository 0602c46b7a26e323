import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Environment } from '#lib/env/wise';
import { statusClass } from '#lib/metrics/metrics';
import type { VaultContext } from '#vault/runtime/context';

/** As undici says it, of every request of this process. */
type Said = { request: { origin?: unknown; path: string }; response?: { statusCode: number } };

/**
 * Counts calls to Wise where they leave the process, so that none is forgotten. Other origins (a mail server, a transit
 * engine) are not looked at, and of a path only whether it is the token endpoint.
 *
 * @returns stops counting
 */
export function countWiseCalls(ctx: Pick<VaultContext, 'metrics' | 'wise'>): () => void {
  const { metrics, wise } = ctx;
  if (!metrics.isOn) return () => undefined;
  const environments = new Map<string, Environment>(
    wise.all.map(({ config }) => [new URL(config.apiUrl).origin, config.environment]),
  );
  const began = new WeakMap<object, { environment: Environment; endpoint: string; at: number }>();
  const end = (request: object, status: string) => {
    const call = began.get(request);
    if (call === undefined) return;
    began.delete(request);
    const { environment, endpoint, at } = call;
    metrics.count('connect_wise_requests_total', { environment, endpoint, status });
    if (status === 'none') return;
    metrics.observe(
      'connect_wise_request_duration_seconds',
      { environment, endpoint },
      (performance.now() - at) / 1_000,
    );
  };
  const handlers = {
    'undici:request:create': ({ request }: Said) => {
      const environment = environments.get(String(request.origin));
      if (environment === undefined) return;
      const endpoint = /\/oauth\/token$/.test(request.path.split('?', 1)[0] ?? '') ? 'token' : 'api';
      began.set(request, { environment, endpoint, at: performance.now() });
    },
    'undici:request:headers': ({ request, response }: Said) =>
      end(request, statusClass(response?.statusCode ?? 0)),
    'undici:request:error': ({ request }: Said) => end(request, 'none'),
  };
  const entries = Object.entries(handlers).map(
    ([name, handle]) => [name, (said: unknown) => handle(said as Said)] as const,
  );
  for (const [name, handle] of entries) subscribe(name, handle);
  return () => {
    for (const [name, handle] of entries) unsubscribe(name, handle);
  };
}
