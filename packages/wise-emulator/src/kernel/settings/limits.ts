import * as z from 'zod';
import { setting } from './setting';

/** How many requests a client may make (docs/wise.md 8.2). */
export const limitSettings = {
  /** Off: a load test is not slowed down. The command line switches it on. */
  rateLimits: setting({
    description: 'Limit how often a client may ask',
    default: false,
    schema: z.boolean(),
  }),
  requestsPerSecond: setting({
    description: 'Requests a second',
    default: 100,
    schema: z.int().min(1).max(1_000_000),
  }),
  requestsPerMinute: setting({
    description: 'Requests a minute',
    default: 1_000,
    schema: z.int().min(1).max(10_000_000),
  }),
};
