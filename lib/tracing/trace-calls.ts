import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Facts, Span, Tracing } from './tracing';

/** As undici says it, of every request of this process. */
type Said = {
  request: { origin?: unknown; path: string; method: string; addHeader(name: string, value: string): void };
  response?: { statusCode: number };
};

/** What a call is called in a trace; undefined: not ours to tell. */
export type NameCall = (
  origin: string,
  path: string,
) => { name: string; facts: Facts; isOurs: boolean } | undefined;

/**
 * A span for each call that leaves the process, where undici sends it. Who is ours is told the trace it belongs to; nobody else is.
 *
 * @returns stops it
 */
export function traceCalls(tracing: Tracing, nameOf: NameCall): () => void {
  if (!tracing.isOn) return () => undefined;
  const spans = new WeakMap<object, Span>();
  const end = (request: object, status: number | undefined) => {
    const facts = status === undefined ? {} : { 'http.response.status_code': status };
    spans.get(request)?.end(facts, status === undefined || status >= 500);
    spans.delete(request);
  };
  const handlers = {
    'undici:request:create': ({ request }: Said) => {
      const call = nameOf(String(request.origin), request.path.split('?', 1)[0] ?? '');
      if (call === undefined) return;
      const span = tracing.outgoing(call.name, { 'http.request.method': request.method, ...call.facts });
      spans.set(request, span);
      if (call.isOurs) request.addHeader('traceparent', span.traceparent);
    },
    'undici:request:headers': ({ request, response }: Said) => end(request, response?.statusCode),
    'undici:request:error': ({ request }: Said) => end(request, undefined),
  };
  const entries = Object.entries(handlers).map(
    ([name, handle]) => [name, (said: unknown) => handle(said as Said)] as const,
  );
  for (const [name, handle] of entries) subscribe(name, handle);
  return () => {
    for (const [name, handle] of entries) unsubscribe(name, handle);
  };
}
