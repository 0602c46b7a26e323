import * as z from 'zod';
import { BULK_TWO_PERSON_SCHEMAS } from './bulk-acts';
import { INCIDENT_TWO_PERSON_SCHEMAS } from './incidents';
import type { StepUpAct } from './step-up';

/** How long an act waits for a second person. */
export const SECOND_APPROVAL_HOURS = 24;

/**
 * Acts that wait for a second person's approval of the very same act (design 4.19). Each stands in `stepUpActSchema` too,
 * and has its line in vault/second-acts.ts.
 */
export const secondActSchema = z.discriminatedUnion('act', [
  ...INCIDENT_TWO_PERSON_SCHEMAS,
  ...BULK_TWO_PERSON_SCHEMAS,
]);
export type SecondAct = z.output<typeof secondActSchema> & StepUpAct;

/** What a second person's answer came to. */
export const SECOND_APPROVAL_RESULTS = [
  /** It was carried out. */
  'done',
  /** It was approved, and there was nothing to do any more. */
  'unchanged',
  'refused',
  /** By whoever asked for it. */
  'withdrawn',
  /** Nobody approves what they asked for themselves. */
  'own',
  /** Somebody else decided, it was withdrawn, or its time is over. */
  'gone',
  /** Whoever asked for it may not do it any more. */
  'first_left',
  /** The passkey was enrolled after it was asked for: nobody makes a second person for an act that waits. */
  'passkey_too_new',
] as const;
export type SecondApprovalResult = (typeof SECOND_APPROVAL_RESULTS)[number];

export const secondApprovalAnswerSchema = z.object({ result: z.enum(SECOND_APPROVAL_RESULTS) });
export type SecondApprovalAnswer = z.output<typeof secondApprovalAnswerSchema>;
