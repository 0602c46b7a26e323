import type { FastifyInstance, FastifyRequest } from 'fastify';
import { methodOf, type Span, type Tracing } from '#lib/tracing/tracing';

/**
 * A span for each request, named by its route. Web and the partner's back end may say which trace of theirs it belongs to; Wise and
 * whoever else posts to the webhook listener may not.
 */
export function traceRequests(app: FastifyInstance, listener: string, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const method = methodOf(request.method);
    const said = listener === 'webhooks' ? undefined : request.headers.traceparent;
    const span = tracing.incoming(
      `${method} ${route}`,
      { 'http.request.method': method, 'http.route': route, 'connect.listener': listener },
      typeof said === 'string' ? said : undefined,
    );
    spans.set(request, span);
    span.run(done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.end({ 'http.response.status_code': reply.statusCode }, reply.statusCode >= 500);
    done();
  });
}
