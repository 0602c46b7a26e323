import * as z from 'zod';
import {
  incidentActSchema,
  incidentAnswerSchema,
  incidentAskAnswerSchema,
  incidentCountsSchema,
  incidentScopeSchema,
  incidentStepActSchema,
  incidentTwoPersonActSchema,
} from './incidents';
import { sessionSchema } from './internal-api';
import { secondApprovalAnswerSchema } from './second-approvals';
import { stepUpSchema } from './step-up';

/** What web asks of the vault about incidents and acts of two people (design 4.19, 4.20); part of the internal API. */
export const INCIDENT_API = {
  /** What an incident would cover, counted (design 4.20). */
  dryRunIncident: {
    method: 'POST',
    path: '/internal/incidents/dry-run',
    request: z.strictObject({ session: sessionSchema, scope: incidentScopeSchema }),
    answer: incidentCountsSchema,
  },
  /** The first person's approval: it waits for the second. */
  askForIncident: {
    method: 'POST',
    path: '/internal/incidents',
    request: z.strictObject({
      session: sessionSchema,
      act: incidentTwoPersonActSchema,
      stepUp: stepUpSchema.optional(),
    }),
    answer: incidentAskAnswerSchema,
  },
  stepIncident: {
    method: 'POST',
    path: '/internal/incidents/:id/step',
    request: z.strictObject({ session: sessionSchema, act: incidentStepActSchema }),
    answer: incidentAnswerSchema,
  },
  /** Releases its hold in waves, or closes it. */
  actOnIncident: {
    method: 'POST',
    path: '/internal/incidents/act',
    request: z.strictObject({
      session: sessionSchema,
      act: incidentActSchema,
      stepUp: stepUpSchema.optional(),
    }),
    answer: incidentAnswerSchema,
  },
  /** The second person's approval of an act that waits; it is carried out (design 4.19). */
  approveSecond: {
    method: 'POST',
    path: '/internal/second-approvals/:id/approve',
    request: z.strictObject({ session: sessionSchema, stepUp: stepUpSchema.optional() }),
    answer: secondApprovalAnswerSchema,
  },
  refuseSecond: {
    method: 'POST',
    path: '/internal/second-approvals/:id/refuse',
    request: z.strictObject({ session: sessionSchema }),
    answer: secondApprovalAnswerSchema,
  },
} as const;
