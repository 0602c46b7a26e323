import { z } from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { EVENT_OUTCOMES } from './standings';

const environment = z.enum(ENVIRONMENTS);
const instant = z.iso.datetime();

const DEFAULT_EVENTS = 100;
const MAX_EVENTS = 500;

// Strict: a misspelt parameter must not silently list everything.
export const eventQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0')
    .describe('The `id` of the last event you have; 0, or nothing, begins with the oldest that is kept.'),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= MAX_EVENTS)
    .default(DEFAULT_EVENTS)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_EVENTS,
      description: `Events a page; ${DEFAULT_EVENTS} when it is not given.`,
    }),
});

export const eventListSchema = z.object({
  data: z
    .array(
      z.object({
        id: z.string().describe('Grows. Whoever has seen one has seen all before it.'),
        environment,
        type: z.string().nullable().describe('As Wise names it; null for what could not be read.'),
        schema_version: z.string().nullable(),
        occurred_at: instant.nullable().describe('By the field that orders events of this type.'),
        received_at: instant,
        deliveries: z.int().positive().describe('How often Wise has sent this very body.'),
        test: z.boolean().describe('Wise said, unsigned, that it is a test.'),
        outcome: z.enum(EVENT_OUTCOMES).describe('What it changed here.'),
        connection_ids: z.array(z.uuid()).describe('The connections it is about, 20 at most.'),
        payload: z
          .unknown()
          .describe('As Wise sent it, every digit of its numbers; null where it is no JSON.'),
      }),
    )
    .describe('In order of arrival.'),
  next_after: z.string().describe('Ask with this as `after`, also when nothing came.'),
});
export type PartnerEventList = z.output<typeof eventListSchema>;
