import type { Server } from 'node:http';
import { traceCalls } from '#lib/tracing/trace-calls';
import { methodOf, type Tracing } from '#lib/tracing/tracing';
import type { RouteOf } from './route-templates';

/**
 * A span for each request by its route, never by its address, and one for each call to the vault, which is told the trace. What a browser
 * says of a trace is not looked at.
 */
export function traceRequests(server: Server, tracing: Tracing, routeOf: RouteOf, vaultUrl: string): void {
  const vaultOrigin = new URL(vaultUrl).origin;
  // first: the handler may answer at once
  server.prependListener('request', (request, response) => {
    const route = routeOf((request.url ?? '/').split('?', 1)[0] ?? '/');
    const method = methodOf(request.method);
    const facts = { 'http.request.method': method, 'http.route': route, 'connect.listener': 'web' };
    const span = tracing.incoming(`${method} ${route}`, facts, undefined);
    span.enter();
    response.once('close', () =>
      span.end({ 'http.response.status_code': response.statusCode }, response.statusCode >= 500),
    );
  });
  traceCalls(tracing, (origin) =>
    origin === vaultOrigin ? { name: 'vault', facts: {}, isOurs: true } : undefined,
  );
}
