import { z } from 'zod';
import { ENVIRONMENTS } from '../env/wise';
import { readUuid } from '../text/uuid';

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

export const holdIdSchema = z.string().transform(readUuid).pipe(z.string());

/** What came of placing one. `in_force`: there was one like it already; `unknown`: no such key. */
export const PLACE_HOLD_RESULTS = ['placed', 'in_force', 'unknown'] as const;
export type PlaceHoldResult = (typeof PLACE_HOLD_RESULTS)[number];

/** `unchanged`: it was released already. */
export const RELEASE_HOLD_RESULTS = ['released', 'unchanged'] as const;
export type ReleaseHoldResult = (typeof RELEASE_HOLD_RESULTS)[number];
