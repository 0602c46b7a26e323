import { z } from 'zod';

export const exchangeAnswerSchema = z.object({
  attemptId: z.uuid(),
  /** `waiting`: another exchange of this customer and environment goes first; the code was not sent yet. */
  state: z.enum(['waiting', 'sent', 'received', 'connected', 'refused', 'failed', 'interrupted']),
  reason: z
    .enum([
      'profile_mismatch',
      'no_profile',
      'replaced',
      'code_refused',
      'client_refused',
      'wise_unavailable',
      'unreadable_answer',
    ])
    .nullable(),
  connectionId: z.uuid().nullable(),
});
export type ExchangeAnswer = z.output<typeof exchangeAnswerSchema>;

export const disconnectAnswerSchema = z.object({
  connectionId: z.uuid(),
  status: z.literal('disconnected'),
  alreadyDisconnected: z.boolean(),
});
export type DisconnectAnswer = z.output<typeof disconnectAnswerSchema>;

export const checkAnswerSchema = z.object({
  result: z.enum(['healthy', 'needs_reconnect', 'unavailable', 'client_refused', 'recent', 'disconnected']),
  lastCheck: z.string().nullable(),
  lastCheckedAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable(),
});
/** `client_refused`: not Wise's fault and not the connection's, but ours. `recent`: the last check still stands; its result is in `lastCheck`. */
export type CheckAnswer = z.output<typeof checkAnswerSchema>;

export const healthAnswerSchema = z.object({ ok: z.literal(true) });

/** RFC 9457; only our own code is read from it. */
export const problemSchema = z.object({ code: z.string() });
