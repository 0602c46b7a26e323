import type { Logger } from '../log/logger';
import type { Secret } from '../log/secret';
import { NO_TRACING, type Tracing } from './tracing';

export type TracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_HEADERS?: Secret | undefined;
  OTEL_SERVICE_NAME?: string | undefined;
  OTEL_TRACES_SAMPLER_ARG: number;
};

/** The traces of this process. A collector that is away costs traces and nothing else. */
export async function openTracing(settings: TracingSettings, service: string, log: Logger): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = settings;
  if (endpoint === undefined) return NO_TRACING;
  // not before it is wanted: it is memory in every process
  const { createOtlp } = await import('./otlp');
  const tracing = createOtlp({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: headers === undefined ? {} : readHeaders(headers.reveal()),
    service: settings.OTEL_SERVICE_NAME ?? service,
    share: settings.OTEL_TRACES_SAMPLER_ARG,
  });
  log.info({ endpoint }, 'traces are sent');
  return tracing;
}

/** As OpenTelemetry writes them: `name=value,name=value`, values percent-encoded. */
function readHeaders(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at > 0 ? [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())]] : [];
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
