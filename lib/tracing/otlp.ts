import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Facts, Incoming, Span, Tracing } from './tracing';

const CLOSE_MS = 1_000;

/**
 * Traces by OpenTelemetry's SDK, sent in batches as OTLP over HTTP. Provider and context are this module's own: registered globally,
 * Next would add spans with whole addresses, codes of callbacks among them.
 */
export function createOtlp(to: {
  url: string;
  headers: Record<string, string>;
  service: string;
  /** Of the traces that begin here, how many are kept: 0 to 1. */
  share: number;
}): Tracing {
  const exporter = new OTLPTraceExporter({ url: to.url, headers: to.headers });
  const provider = new TracerProvider({
    // nothing of the machine: no host name, no command line
    resource: resourceFromAttributes({ 'service.name': to.service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(to.share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('connect-wise');
  const running = new AsyncLocalStorage<Context>();

  return {
    isOn: true,
    incoming: (name, facts, traceparent): Incoming => {
      const said = traceparent === undefined ? null : parseTraceParent(traceparent);
      const parent =
        said === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...said, isRemote: true });
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: facts }, parent);
      const context = trace.setSpan(parent, span);
      return {
        ...wrap(span),
        run: (act) => running.run(context, act),
        enter: () => running.enterWith(context),
      };
    },
    outgoing: (name, facts) =>
      wrap(
        tracer.startSpan(
          name,
          { kind: SpanKind.CLIENT, attributes: facts },
          running.getStore() ?? ROOT_CONTEXT,
        ),
      ),
    close: async () => {
      // what cannot be sent now is lost: a stop waits for no collector
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

function wrap(span: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    end: (facts: Facts, isFailed) => {
      span.setAttributes(facts);
      if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
