import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { isStorable } from '#lib/text/storable';
import { CONNECTION_EVENT_TYPES, EVENT_TYPES } from './events';

// Part of the partner API (lib/contract/partner-api.ts): descriptions here are for the partner's developers.

const environment = z.enum(ENVIRONMENTS);
const instant = z.iso.datetime();

/** So many an environment: each gets every event. */
export const MAX_ENDPOINTS = 20;
/** Of one replay. */
export const MAX_REPLAYED = 10_000;

export const DELIVERY_STATES = ['waiting', 'delivered', 'given_up'] as const;

export const createEndpointSchema = z.strictObject({
  environment,
  url: z
    .string()
    .max(2_000)
    .refine(isStorable)
    .describe('https, on a public address. No redirect is followed.'),
  types: z
    .array(z.enum(CONNECTION_EVENT_TYPES))
    .max(CONNECTION_EVENT_TYPES.length)
    .default([])
    .describe('Only these; none or an empty list: all, also those that are new some day.'),
  description: z.string().trim().max(200).refine(isStorable).default(''),
});
export type CreateEndpoint = z.output<typeof createEndpointSchema>;

const endpoint = {
  id: z.uuid(),
  environment,
  url: z.string(),
  types: z.array(z.string()),
  description: z.string(),
  created_at: instant,
  disabled_at: instant.nullable(),
  disabled_reason: z
    .enum(['gone', 'asked'])
    .nullable()
    .describe('gone: it answered 410. asked: somebody disabled it. Nothing is sent or added meanwhile.'),
  disabled_after: z
    .string()
    .nullable()
    .describe(
      'Enable it with `after` this `position`, and it gets what happened meanwhile, nothing of it twice.',
    ),
  failures: z.int().nonnegative().describe('In a row, up to now.'),
  waiting: z.int().nonnegative().describe('Deliveries that wait; 1,000 may be more.'),
};
const secret = z
  .string()
  .describe('whsec_…: shown this once. Verify each delivery with it, by a library of Standard Webhooks.');

export const endpointSchema = z.object(endpoint);
export type PartnerEndpoint = z.output<typeof endpointSchema>;
export const newEndpointSchema = z.object({ ...endpoint, secret });
export type PartnerNewEndpoint = z.output<typeof newEndpointSchema>;
export const endpointListSchema = z.object({ data: z.array(endpointSchema).describe('Oldest first.') });
export type PartnerEndpoints = z.output<typeof endpointListSchema>;

export const rotateSecretSchema = z.strictObject({
  keep_old_hours: z
    .int()
    .min(0)
    .max(168)
    .default(24)
    .describe('For so long each delivery is signed with the old secret too. 0: the old one leaked.'),
});
export const rotatedSecretSchema = z.object({ secret, old_ends_at: instant });
export type PartnerRotatedSecret = z.output<typeof rotatedSecretSchema>;

const position = z.string().regex(/^\d{1,18}$/);
export const replaySchema = z.strictObject({
  after: position.describe('`position` of an event; those behind it are sent again.'),
  until: position.describe('The last one, itself included; none: up to the newest.').optional(),
});
export type Replay = z.output<typeof replaySchema>;
export const enableEndpointSchema = z.strictObject({
  after: position
    .optional()
    .describe(
      `Sends what is behind this \`position\` too, in order, ${MAX_REPLAYED} events at most: what happened while it was disabled. For more, replay first.`,
    ),
});
export const replayedSchema = z.object({
  count: z
    .int()
    .nonnegative()
    .describe(`How many are sent again, ${MAX_REPLAYED} at most: ask again after last_position.`),
  last_position: z.string().nullable(),
});
export type PartnerReplayed = z.output<typeof replayedSchema>;

export const sentTestSchema = z.object({ event_id: z.uuid() });
export const removedEndpointSchema = z.object({ id: z.uuid() });

// Strict: a misspelt parameter must not silently list everything.
export const deliveriesQuerySchema = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  before: position.describe('`next_before` of the page before.').optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= 200)
    .default(50)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: 200,
      description: 'Deliveries a page; 50 when it is not given.',
    }),
});
export type DeliveriesQuery = z.output<typeof deliveriesQuerySchema>;

export const deliveryListSchema = z.object({
  data: z
    .array(
      z.object({
        position: z.string(),
        event_id: z.uuid().nullable(),
        type: z.enum(EVENT_TYPES),
        connection_id: z.uuid().nullable(),
        state: z.enum(DELIVERY_STATES),
        attempts: z.int().nonnegative(),
        next_try_at: instant.nullable().describe('Null while an earlier event of the same connection waits.'),
        last_try_at: instant.nullable(),
        last_status: z.int().nullable().describe('What the endpoint answered.'),
        last_failure: z.string().nullable().describe('Why it did not answer.'),
        last_ms: z.int().nullable(),
      }),
    )
    .describe('Newest event first.'),
  next_before: z.string().nullable().describe('Null: this was the last page.'),
});
export type PartnerDeliveries = z.output<typeof deliveryListSchema>;
