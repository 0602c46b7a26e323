import * as z from 'zod';
import { FAULT_KINDS, FAULT_MOMENTS, type FaultField, factsOf, takesField } from './fault-kinds';
import { MAX_SEED, newSeed } from './prng';

/**
 * An operation's name, as its route gives it (`EmulatorState.endpoints`): `token:refresh_token`, `me`. A `*` at
 * the end stands for any ending: `token:*`, `*`. All but one: `!authorise`.
 */
export type FaultEndpoint = string;

const HOUR_MS = 3_600_000;

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/);

/** What the fields of the kinds look like; `fault-kinds.ts` says which kind takes which. */
const FIELDS = {
  delayMs: z.int().min(0).max(HOUR_MS).optional(),
  /** Up to so much more, drawn for each request. */
  jitterMs: z.int().min(0).max(HOUR_MS).optional(),
  status: z.int().min(200).max(599).optional(),
  body: z.string().optional(),
  headers: z.record(headerName, headerValue).optional(),
  location: headerValue.optional(),
  /** As it stands in the header: `0`, `-5`, `315360000`, a date, nonsense. Empty: no header. */
  retryAfter: headerValue.optional(),
  contentType: headerValue.optional(),
  /** How much of the body gets through; half of it when not said. */
  bytes: z.int().min(0).optional(),
  everyMs: z.int().min(0).max(HOUR_MS).optional(),
  megabytes: z.int().min(1).max(1024).optional(),
  offsetSeconds: z.int().min(-630_720_000).max(630_720_000).optional(),
} satisfies Record<FaultField, z.ZodType>;

const shape = z.strictObject({
  endpoint: z.string().min(1),
  kind: z.enum(FAULT_KINDS),
  when: z.enum(FAULT_MOMENTS).optional(),
  /** How many requests are spoiled; `all`: until it is cleared or its time is over. */
  count: z.union([z.int().min(1), z.literal('all')]).default(1),
  /** So many requests are let through first. */
  skip: z.int().min(0).default(0),
  /** Of each further request to be spoiled, by the draws of `seed`. */
  probability: z.number().gt(0).max(1).default(1),
  /** The same seed takes the same decisions over the same row of requests. */
  seed: z.int().min(0).max(MAX_SEED).optional(),
  /** Ends by itself after this time of the emulator's clock. */
  forSeconds: z.number().gt(0).max(630_720_000).optional(),
  ...FIELDS,
});

/** What goes wrong, where, how often, and before or after the request had its effect. */
export const faultSchema = shape.superRefine(checkFields).transform((asked) => ({
  ...asked,
  when: asked.when ?? factsOf(asked.kind).moments[0],
  seed: asked.seed ?? (isLeftToChance(asked) ? newSeed() : 0),
}));

export type FaultSpec = z.output<typeof faultSchema>;
export type FaultRequest = z.input<typeof faultSchema>;

function isLeftToChance({ probability, jitterMs }: z.output<typeof shape>): boolean {
  return probability < 1 || jitterMs !== undefined;
}

function checkFields(asked: z.output<typeof shape>, context: z.RefinementCtx): void {
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: [path], message });
  };
  const { kind, when } = asked;
  const { moments, needs } = factsOf(kind);
  if (when !== undefined && !moments.includes(when)) {
    refuse('when', `kind "${kind}" works only ${moments.join(' and ')} the effect`);
  }
  if (needs !== undefined && asked[needs] === undefined) refuse(needs, `kind "${kind}" needs ${needs}`);
  for (const field of Object.keys(FIELDS) as FaultField[]) {
    if (asked[field] !== undefined && !takesField(kind, field)) refuse(field, `not for kind "${kind}"`);
  }
}
