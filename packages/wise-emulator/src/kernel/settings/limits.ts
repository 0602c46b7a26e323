import { z } from 'zod';

/** How many requests a client may make (docs/wise.md 8.2). */
export const limitSettings = {
  /** Off: a load test is not slowed down. The command line switches it on. */
  rateLimits: z.boolean(),
  requestsPerSecond: z.int().min(1).max(1_000_000),
  requestsPerMinute: z.int().min(1).max(10_000_000),
};

export const LIMIT_LABELS = {
  rateLimits: 'Limit how often a client may ask',
  requestsPerSecond: 'Requests a second',
  requestsPerMinute: 'Requests a minute',
} satisfies Record<keyof typeof limitSettings, string>;

export const DEFAULT_LIMIT_SETTINGS = {
  rateLimits: false,
  requestsPerSecond: 100,
  requestsPerMinute: 1_000,
};
