import * as z from 'zod';
import { ENVIRONMENTS } from '../env/wise';
import { readUuid } from '../text/uuid';
import { readHoldTarget } from './holds';
import { writtenText } from './written-text';

export const INCIDENT_TEXT_MAX_LENGTH = 500;

/** Whose sessions end when an incident is placed. The two who place it stay signed in. */
export const ENDED_SESSIONS = ['none', 'staff', 'customers', 'all'] as const;
export type EndedSessions = (typeof ENDED_SESSIONS)[number];

/** PostgreSQL has no year 0, and from a time to come on nothing was reached. */
const isPast = (time: string) => time > '1970' && Date.parse(time) <= Date.now();

/** What is asked before an incident is placed: the same for the dry run and for the act. */
const what = {
  on: z.string().refine((word) => readHoldTarget(word) !== undefined),
  /** Since when somebody else may have had access, in UTC; empty: it is not known. */
  since: z.union([z.literal(''), z.iso.datetime().refine(isPast)]),
  endSessions: z.enum(ENDED_SESSIONS),
  revokeKeys: z.enum(['yes', 'no']),
};
export const incidentScopeSchema = z.strictObject(what);
export type IncidentScope = z.output<typeof incidentScopeSchema>;

/** Whether this may be a drill: for one no customer goes without service, is signed out, or loses a key (decision 098). */
export const canBeDrill = ({ on, endSessions, revokeKeys }: IncidentScope): boolean =>
  on === 'environment:sandbox' && ['none', 'staff'].includes(endSessions) && revokeKeys === 'no';

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

/**
 * `waits`: for a second person. `already_waits`: the same act does so already. `open`: such an incident is open. `no_drill`: not
 * for a drill. `held`: a hold is in force on it, which a drill would release.
 */
export const INCIDENT_ASK_RESULTS = [
  'waits',
  'already_waits',
  'open',
  'unknown',
  'no_drill',
  'held',
] as const;
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

/** Steps that people conclude, with a proof of what they did. */
export const CONCLUDED_STEPS = [
  'client_secret',
  'refresh',
  'ring_key',
  'customers_told',
  'authorities_told',
  'access_reviewed',
] as const satisfies readonly IncidentStep[];

/** What goes on with an incident without a passkey: it opens nothing. */
export const incidentStepActSchema = z.discriminatedUnion('act', [
  /** Every grant in scope is refreshed once, which ends the access tokens that left. */
  z.strictObject({ act: z.literal('refresh') }),
  z.strictObject({
    act: z.literal('conclude'),
    step: z.enum(CONCLUDED_STEPS),
    as: z.enum(['done', 'not_needed']),
    proof: writtenText(INCIDENT_TEXT_MAX_LENGTH),
  }),
]);
export type IncidentStepAct = z.output<typeof incidentStepActSchema>;
export type IncidentStepActInput = z.input<typeof incidentStepActSchema>;

/** Shares of the connections that a release gives back, one after the other. */
export const RELEASE_PERCENTS = ['10', '50', '100'] as const;
export type ReleasePercent = (typeof RELEASE_PERCENTS)[number];

const incidentId = z.string().transform(readUuid).pipe(z.string());

/** What one admin does with a passkey (design 4.19). */
export const INCIDENT_ACT_SCHEMAS = [
  z.strictObject({
    act: z.literal('incident.release'),
    incidentId,
    percent: z.enum(RELEASE_PERCENTS),
    reason: writtenText(INCIDENT_TEXT_MAX_LENGTH),
  }),
  /** Closes it; its report is signed, with this text in it. */
  z.strictObject({
    act: z.literal('incident.close'),
    incidentId,
    reason: writtenText(INCIDENT_TEXT_MAX_LENGTH),
  }),
] as const;
export const incidentActSchema = z.discriminatedUnion('act', INCIDENT_ACT_SCHEMAS);
export type IncidentAct = z.output<typeof incidentActSchema>;
export type IncidentActInput = z.input<typeof incidentActSchema>;

/** What an act on an open incident came to. */
export const INCIDENT_RESULTS = [
  'done',
  /** It was so already. */
  'unchanged',
  /** No incident of this id is open. */
  'closed',
  /** The client secret in use is the one from before the incident. */
  'same_secret',
  /** Records are still under the encryption key, or no other key was taken. */
  'same_key',
  /** The vault has not refreshed every connection. */
  'not_refreshed',
  /** A step above is not concluded. */
  'steps_open',
  /** The hold is still in force. */
  'on_hold',
  /** A hold on an API key is released as a whole. */
  'no_waves',
] as const;
export type IncidentResult = (typeof INCIDENT_RESULTS)[number];
export const incidentAnswerSchema = z.object({ result: z.enum(INCIDENT_RESULTS) });
export type IncidentAnswer = z.output<typeof incidentAnswerSchema>;

/** What stands in a scope. Each is counted up to a bound. */
export const incidentCountsSchema = z.object({
  connections: z.number().int(),
  grants: z.number().int(),
  apiKeys: z.number().int(),
  staffSessions: z.number().int(),
  customerSessions: z.number().int(),
  /** Tokens issued and calls made since the suspected time; null: it is not known. */
  uses: z.number().int().nullable(),
  /** Of this environment alone. Absent: of both, or of what the incident is on. */
  usesIn: z.enum(ENVIRONMENTS).optional(),
  /** Of what the encryption key opened in that time alone. */
  usesUnder: z.literal('ring_key').optional(),
  /** So many lines of uses were read that there may be more. */
  isUsesAtLeast: z.boolean().optional(),
  /** Beyond it a number says "at least". */
  bound: z.number().int(),
  /** Connections and grants are at least so many: an API key was used more often than is read. */
  isAtLeast: z.boolean().optional(),
});
export type IncidentCounts = z.output<typeof incidentCountsSchema>;
