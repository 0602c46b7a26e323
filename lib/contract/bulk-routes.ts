import * as z from 'zod';
import { isStorable } from '../text/storable';
import { readUuid } from '../text/uuid';
import { BULK_KINDS, BULK_NAMED_AT_ONCE, BULK_RESULTS, BULK_SOURCES, bulkActSchema } from './bulk-acts';
import { sessionSchema } from './internal-api';
import { stepUpSchema } from './step-up';

const id = z.string().transform(readUuid).pipe(z.string());

/** What of naming connections. `none`: there are none, or none any more; `too_many`: more than a list may have. */
export const BULK_LIST_RESULTS = ['more', 'ready', 'none', 'too_many'] as const;

export const bulkListAnswerSchema = z.object({
  result: z.enum(BULK_LIST_RESULTS),
  total: z.number().int(),
});
export type BulkListAnswer = z.output<typeof bulkListAnswerSchema>;
export const bulkAnswerSchema = z.object({ result: z.enum(BULK_RESULTS) });

/** What web asks of the vault about many connections at once: part of the internal API. */
export const BULK_API = {
  /** Begins a list. What is to be done with it stays with it. */
  begin: {
    method: 'POST',
    path: '/internal/bulk-acts',
    request: z
      .strictObject({
        session: sessionSchema,
        kind: z.enum(BULK_KINDS),
        source: z.enum(BULK_SOURCES),
        /** The filter, as in the list's address. */
        query: z.string().max(2_000).refine(isStorable),
        /** To whom connections are given; null: to nobody. */
        ownerStaffId: id.nullable(),
      })
      .refine(({ kind, ownerStaffId }) => kind === 'assign' || ownerStaffId === null),
    answer: z.object({ bulkActId: z.uuid() }),
  },
  /** Names connections of it; after the last ones the list stays as it is. */
  name: {
    method: 'POST',
    path: '/internal/bulk-acts/:id/connections',
    request: z.strictObject({
      session: sessionSchema,
      connectionIds: z.array(id).max(BULK_NAMED_AT_ONCE),
      isLast: z.boolean(),
    }),
    answer: bulkListAnswerSchema,
  },
  /** Starts it, and everything that can be done with it afterwards. */
  act: {
    method: 'POST',
    path: '/internal/bulk-acts/acts',
    request: z.strictObject({ session: sessionSchema, act: bulkActSchema, stepUp: stepUpSchema.optional() }),
    answer: bulkAnswerSchema,
  },
} as const;
