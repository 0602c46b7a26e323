import * as z from 'zod';
import { pageAddress, secret } from './fields';

/** OpenTelemetry's own names. Without the endpoint there are no traces (docs/operations.md). */
export const tracingFields = {
  OTEL_EXPORTER_OTLP_ENDPOINT: pageAddress().optional(),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    'headers for the collector: name=value, separated by commas',
    3,
  ).optional(),
  OTEL_SERVICE_NAME: z.string().min(1).max(100).optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
};
