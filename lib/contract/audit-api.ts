import * as z from 'zod';
import { auditExportSchema } from './audit-export';
import { sessionSchema } from './internal-api';
import { stepUpSchema } from './step-up';

/** What web asks of the vault about the audit trail: part of the internal API. */
export const AUDIT_API = {
  /** Answered with the lines themselves (docs/runbooks/audit.md), as they are read and verified; broken off where one is wrong. */
  exportTrail: {
    method: 'POST',
    path: '/internal/audit/exports',
    request: z.strictObject({
      session: sessionSchema,
      act: auditExportSchema,
      stepUp: stepUpSchema.optional(),
    }),
  },
} as const;
