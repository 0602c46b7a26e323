import * as z from 'zod';
import { sessionSchema } from './internal-api';
import { personExportSchema } from './person-export';
import { stepUpSchema } from './step-up';

export const eraseAnswerSchema = z.object({ erasureId: z.uuid(), state: z.enum(['under_way', 'erased']) });
export type EraseAnswer = z.output<typeof eraseAnswerSchema>;

/** What web asks of the vault about a whole customer: part of the internal API. */
export const CUSTOMER_API = {
  exportPerson: {
    method: 'POST',
    path: '/internal/customers/:id/export',
    request: z.strictObject({ session: sessionSchema, stepUp: stepUpSchema.optional() }),
    answer: personExportSchema,
  },
  erasePerson: {
    method: 'POST',
    path: '/internal/customers/:id/erase',
    request: z.strictObject({ session: sessionSchema, stepUp: stepUpSchema.optional() }),
    answer: eraseAnswerSchema,
  },
} as const;
