import * as z from 'zod';

const DEFAULT_EVENTS = 100;
const MAX_EVENTS = 500;

/**
 * The query of a list of events. Strict: a misspelt parameter must not silently list everything.
 *
 * @param after what the parameter `after` says of itself.
 */
export const eventPageQuery = (after: string) =>
  z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .default('0')
      .describe(after),
    limit: z
      .string()
      .regex(/^[1-9]\d{0,2}$/)
      .transform(Number)
      .refine((limit) => limit <= MAX_EVENTS)
      .default(DEFAULT_EVENTS)
      .meta({
        type: 'integer',
        minimum: 1,
        maximum: MAX_EVENTS,
        description: `Events a page; ${DEFAULT_EVENTS} when it is not given.`,
      }),
  });

export const nextAfter = z.string().describe('Ask with this as `after`, also when nothing came.');
