import * as z from 'zod';
import { ipAddress } from './fields';

/** Where Prometheus asks a process; without the port it does not listen (docs/operations.md). */
export const metricsFields = {
  METRICS_HOST: ipAddress().default('127.0.0.1'),
  METRICS_PORT: z.coerce
    .number('must be a port from 0 to 65535')
    .int('must be a port from 0 to 65535')
    .min(0, 'must be a port from 0 to 65535')
    .max(65_535, 'must be a port from 0 to 65535')
    .optional(),
};
