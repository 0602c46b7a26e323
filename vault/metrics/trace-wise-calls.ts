import { traceCalls } from '#lib/tracing/trace-calls';
import type { Tracing } from '#lib/tracing/tracing';
import type { VaultContext } from '#vault/runtime/context';

/**
 * A span for each call to Wise, part of the request that it is made for. Of a path only whether it is the token endpoint. Wise is not
 * told the trace.
 *
 * @returns stops, after sending what waits
 */
export function traceWiseCalls(ctx: Pick<VaultContext, 'wise'>, tracing: Tracing): () => Promise<void> {
  const environments = new Map(
    ctx.wise.all.map(({ config }) => [new URL(config.apiUrl).origin, config.environment]),
  );
  const stop = traceCalls(tracing, (origin, path) => {
    const environment = environments.get(origin);
    if (environment === undefined) return undefined;
    const endpoint = path.endsWith('/oauth/token') ? 'token' : 'api';
    return {
      name: `Wise ${endpoint}`,
      facts: { 'connect.environment': environment, 'connect.endpoint': endpoint },
      isOurs: false,
    };
  });
  return async () => {
    stop();
    await tracing.close();
  };
}
