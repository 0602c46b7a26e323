import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { eventPageQuery, nextAfter } from './event-page';
import { EVENT_OUTCOMES } from './standings';

const environment = z.enum(ENVIRONMENTS);
const instant = z.iso.datetime();

export const eventQuerySchema = eventPageQuery(
  'The `id` of the last event you have; 0, or nothing, begins with the oldest that is kept.',
);

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
  next_after: nextAfter,
});
export type PartnerEventList = z.output<typeof eventListSchema>;
