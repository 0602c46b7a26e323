import * as z from 'zod';
import { ENVIRONMENTS } from '../env/wise';
import { readUuid } from '../text/uuid';
import { writtenText } from './written-text';

/** What a hold stops (design 4.20). */
export const HOLD_SCOPES = ['everything', 'environment', 'api_key', 'ring_key'] as const;
export type HoldScope = (typeof HOLD_SCOPES)[number];

/** What a hold is on: nothing more is said of everything; an environment; the id of an API key or of a ring key. */
export const holdTargetSchema = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('everything') }),
  z.strictObject({ scope: z.literal('environment'), value: z.enum(ENVIRONMENTS) }),
  z.strictObject({ scope: z.literal('api_key'), value: z.string().regex(/^[0-9a-f]{16}$/) }),
  z.strictObject({ scope: z.literal('ring_key'), value: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/) }),
]);
export type HoldTarget = z.output<typeof holdTargetSchema>;

/**
 * A target as one word, for forms and for what is approved: `everything`, `environment:production`, `api_key:…`, `ring_key:…`.
 *
 * @returns undefined when it names nothing that can be held.
 */
export function readHoldTarget(word: string): HoldTarget | undefined {
  const [scope, ...rest] = word.split(':');
  const parsed = holdTargetSchema.safeParse(rest.length === 0 ? { scope } : { scope, value: rest.join(':') });
  return parsed.data;
}

export const HOLD_REASON_MAX_LENGTH = 500;

/** What staff do with holds: the same text is approved with a passkey and carried out (design 4.19). */
export const HOLD_ACT_SCHEMAS = [
  z.strictObject({
    act: z.literal('hold.place'),
    on: z.string().refine((word) => readHoldTarget(word) !== undefined),
    reason: writtenText(HOLD_REASON_MAX_LENGTH),
  }),
  z.strictObject({
    act: z.literal('hold.release'),
    holdId: z.string().transform(readUuid).pipe(z.string()),
    reason: writtenText(HOLD_REASON_MAX_LENGTH),
  }),
] as const;
export const holdActSchema = z.discriminatedUnion('act', HOLD_ACT_SCHEMAS);
export type HoldAction = z.output<typeof holdActSchema>;
export type HoldActionInput = z.input<typeof holdActSchema>;

/** What came of placing one. `in_force`: there was one like it already; `unknown`: no such key. */
export const PLACE_HOLD_RESULTS = ['placed', 'in_force', 'unknown'] as const;
export type PlaceHoldResult = (typeof PLACE_HOLD_RESULTS)[number];

/** `unchanged`: it was released already; `in_incident`: an incident that is open has it, and releases it. */
export const RELEASE_HOLD_RESULTS = ['released', 'unchanged', 'in_incident'] as const;
export type ReleaseHoldResult = (typeof RELEASE_HOLD_RESULTS)[number];

export const holdAnswerSchema = z.object({
  result: z.enum([...PLACE_HOLD_RESULTS, ...RELEASE_HOLD_RESULTS]),
});
export type HoldAnswer = z.output<typeof holdAnswerSchema>;
