import * as z from 'zod';

/** What a message to staff is about: codes, ids and counts. No name of a customer goes to a mailbox or a chat. */
const ENVIRONMENT = z.enum(['sandbox', 'production']).nullable();

export const NEWS = {
  alarm: z.object({ alarm: z.string(), environment: ENVIRONMENT }),
  alarm_over: z.object({ alarm: z.string(), environment: ENVIRONMENT }),
  approval_waiting: z.object({ act: z.string(), expiresAt: z.string() }),
  connections_lost: z.object({
    count: z.number(),
    /** The first few. */
    connections: z.array(z.object({ id: z.string(), environment: z.enum(['sandbox', 'production']) })),
  }),
  digest: z.object({
    alarms: z.array(z.object({ alarm: z.string(), environment: ENVIRONMENT })),
    lost: z.number(),
    owned: z.number(),
    approvals: z.number(),
  }),
  test: z.object({}),
  audit_head: z.object({ sequence: z.string(), mac: z.string(), day: z.string(), signature: z.string() }),
} as const;

export type NewsKind = keyof typeof NEWS;
export type News = { [Kind in NewsKind]: { kind: Kind; about: z.output<(typeof NEWS)[Kind]> } }[NewsKind];

/**
 * What a row of the queues says.
 *
 * @throws when it is no news that this version knows.
 */
export function readNews(kind: string, about: unknown): News {
  if (!Object.hasOwn(NEWS, kind)) throw new Error(`unknown kind of news: ${kind}`);
  const known = kind as NewsKind;
  return { kind: known, about: NEWS[known].parse(about) } as News;
}
