import { expect, it } from 'vitest';
import { createLogger } from '../log/logger';
import { openTracing } from './open-tracing';
import { methodOf, NO_TRACING } from './tracing';

const log = createLogger('test', 'silent');

it('is not there without an endpoint', async () => {
  expect(await openTracing({ OTEL_TRACES_SAMPLER_ARG: 1 }, 'test', log)).toBe(NO_TRACING);
});

it('a collector that is away fails no request and no stop', async () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9';
  const tracing = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG: 1 }, 'test', log);
  const request = tracing.incoming('GET /x', {}, 'no traceparent');
  const call = request.run(() => tracing.outgoing('Wise api', {}));
  expect(call.traceparent.slice(3, 35)).toBe(request.traceparent.slice(3, 35));
  call.end({}, true);
  request.end({ 'http.response.status_code': 200 }, false);
  await tracing.close();
});

it('a method that nobody knows is one word, whatever it says', () => {
  expect([methodOf('GET'), methodOf('MARIA'), methodOf(undefined)]).toEqual(['GET', '_OTHER', '_OTHER']);
});
