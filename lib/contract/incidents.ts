import { z } from 'zod';
import { readHoldTarget } from './holds';
import { writtenText } from './written-text';

export const INCIDENT_TEXT_MAX_LENGTH = 500;

/** Whose sessions end when an incident is placed. The two who place it stay signed in. */
export const ENDED_SESSIONS = ['none', 'staff', 'customers', 'all'] as const;
export type EndedSessions = (typeof ENDED_SESSIONS)[number];

/** What is asked before an incident is placed: the same for the dry run and for the act. */
const what = {
  on: z.string().refine((word) => readHoldTarget(word) !== undefined),
  /** Since when somebody else may have had access, in UTC; empty: it is not known. */
  since: z.union([z.literal(''), z.iso.datetime()]),
  endSessions: z.enum(ENDED_SESSIONS),
  revokeKeys: z.enum(['yes', 'no']),
};
export const incidentScopeSchema = z.strictObject(what);
export type IncidentScope = z.output<typeof incidentScopeSchema>;

/** What two people do together: each approves the same text with a passkey (design 4.19). */
export const INCIDENT_TWO_PERSON_SCHEMAS = [
  z.strictObject({
    act: z.literal('incident.place'),
    ...what,
    drill: z.enum(['yes', 'no']),
    reason: writtenText(INCIDENT_TEXT_MAX_LENGTH),
  }),
] as const;
export const incidentTwoPersonActSchema = z.discriminatedUnion('act', INCIDENT_TWO_PERSON_SCHEMAS);
export type IncidentTwoPersonAct = z.output<typeof incidentTwoPersonActSchema>;
export type IncidentTwoPersonActInput = z.input<typeof incidentTwoPersonActSchema>;

/** `waits`: for a second person. `already_waits`: the same act does so already. `open`: such an incident is open. */
export const INCIDENT_ASK_RESULTS = ['waits', 'already_waits', 'open', 'unknown'] as const;
export const incidentAskAnswerSchema = z.object({
  result: z.enum(INCIDENT_ASK_RESULTS),
  /** What waits. */
  approvalId: z.uuid().nullable(),
});
export type IncidentAskAnswer = z.output<typeof incidentAskAnswerSchema>;

/** The steps of an incident, in the order in which they are walked through. */
export const INCIDENT_STEPS = [
  /** By the vault, at once. */
  'hold',
  'sessions',
  'api_keys',
  /** By people, with a proof. */
  'client_secret',
  /** By the vault, as fast as Wise allows. */
  'refresh',
  'ring_key',
  'customers_told',
  'authorities_told',
  'access_reviewed',
  'release',
] as const;
export type IncidentStep = (typeof INCIDENT_STEPS)[number];

export const INCIDENT_STEP_STATES = ['open', 'running', 'done', 'not_needed'] as const;
export type IncidentStepState = (typeof INCIDENT_STEP_STATES)[number];

/** What stands in a scope. Each is counted up to a bound. */
export const incidentCountsSchema = z.object({
  connections: z.number().int(),
  grants: z.number().int(),
  apiKeys: z.number().int(),
  staffSessions: z.number().int(),
  customerSessions: z.number().int(),
  /** Tokens issued and calls made since the suspected time; null: it is not known. */
  uses: z.number().int().nullable(),
  /** Beyond it a number says "at least". */
  bound: z.number().int(),
});
export type IncidentCounts = z.output<typeof incidentCountsSchema>;
