import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { Secret } from '#lib/log/secret';
import { isStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';
import { CHECK_RESULTS, EXCHANGE_REASONS, EXCHANGE_STATES } from './connections';
import { endpointActSchema, endpointAnswerSchema } from './endpoint-acts';
import {
  ASSIGN_RESULTS,
  FREEZE_RESULTS,
  NOTE_MAX_LENGTH,
  REASON_MAX_LENGTH,
  RECONNECT_LINK_RESULTS,
} from './follow-up';
import { holdActSchema, holdAnswerSchema } from './holds';
import { inventorySchema } from './inventory';
import { expectedFactsSchema } from './matching';
import { AUDIENCES } from './people';
import { readinessSchema } from './readiness';
import { SCA_STATES } from './sca';
import { reviewActSchema, reviewAnswerSchema, staffActSchema, staffOutcomeSchema } from './staff-acts';
import { stepUpSchema } from './step-up';
import { withdrawalSchema } from './withdrawals';

export const secretText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isStorable)
    .transform((text) => new Secret(text));

/** Who asks, by their own session: web never names a person (design 4.1). */
export const sessionSchema = z.strictObject({ audience: z.enum(AUDIENCES), token: secretText(200) });

/** As the vault reads it. */
export type SessionClaim = z.output<typeof sessionSchema>;
/** As it goes over the wire. */
export type SessionOnTheWire = z.input<typeof sessionSchema>;

/** Who came back from Wise: a person by their own session, or a browser with a connect session (design 4.22). */
const consentSessionSchema = z.strictObject({
  audience: z.enum([...AUDIENCES, 'partner']),
  token: secretText(200),
});
export type ConsentClaim = z.output<typeof consentSessionSchema>;

export const exchangeAnswerSchema = z.object({
  attemptId: z.uuid(),
  /** `waiting`: another exchange of this customer and environment goes first; the code was not sent yet. */
  state: z.enum(['waiting', ...EXCHANGE_STATES]),
  reason: z.enum(EXCHANGE_REASONS).nullable(),
  connectionId: z.uuid().nullable(),
  /** Of a connect session: Wise said yes, and the partner has not said who it was (design 4.22). */
  awaitsPartner: z.boolean().optional(),
});
export type ExchangeAnswer = z.output<typeof exchangeAnswerSchema>;

export const disconnectAnswerSchema = z.object({
  connectionId: z.uuid(),
  status: z.literal('disconnected'),
  alreadyDisconnected: z.boolean(),
});
export type DisconnectAnswer = z.output<typeof disconnectAnswerSchema>;

export const checkAnswerSchema = z.object({
  result: z.enum(CHECK_RESULTS),
  lastCheck: z.string().nullable(),
  lastCheckedAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable(),
});
export type CheckAnswer = z.output<typeof checkAnswerSchema>;
export type CheckAnswerOnTheWire = z.input<typeof checkAnswerSchema>;

export const approvalAnswerSchema = z.object({ challengeId: z.uuid(), state: z.enum(SCA_STATES) });
export type ApprovalAnswer = z.output<typeof approvalAnswerSchema>;

/** For the form that goes to Wise's approval page, and nothing else (decision 051). */
export const handOutAnswerSchema = z.object({ oneTimeToken: secretText(200) });
export type HandOutAnswer = z.output<typeof handOutAnswerSchema>;
export type HandOutAnswerOnTheWire = z.input<typeof handOutAnswerSchema>;

/** Where the customer's browser goes to, and nothing else: it has a one-time token of Wise in it (decision 092). */
export const verificationPageAnswerSchema = z.object({ url: secretText(4_096) });
export type VerificationPageAnswer = z.output<typeof verificationPageAnswerSchema>;

export const takeOverAnswerSchema = z.object({ claimAccountCode: z.string().nullable() });
export type TakeOverAnswer = z.output<typeof takeOverAnswerSchema>;

const probe = { method: 'GET', request: z.undefined(), answer: z.object({ ok: z.literal(true) }) } as const;

export const freezeAnswerSchema = z.object({ result: z.enum(FREEZE_RESULTS) });
export const assignAnswerSchema = z.object({ result: z.enum(ASSIGN_RESULTS) });
export const reconnectLinkAnswerSchema = z.object({ result: z.enum(RECONNECT_LINK_RESULTS) });
export const noteAnswerSchema = z.object({ noteId: z.uuid() });
export const exportAnswerSchema = z.object({ exportId: z.string() });
const doneAnswerSchema = z.object({ ok: z.literal(true) });

/** What a person wrote, and had to write. */
const writing = (max: number) => z.string().trim().min(1).max(max).refine(isStorable);
const reasonSchema = writing(REASON_MAX_LENGTH);
/** RFC 9457; web reads only our own code from it. */
export const problemSchema = z.object({ code: z.string() });

/** Every request that web makes of the vault, said once for both sides. */
export const INTERNAL_API = {
  exchange: {
    method: 'POST',
    path: '/internal/exchanges',
    request: z.strictObject({
      session: consentSessionSchema,
      attemptId: z.string().transform(readUuid).pipe(z.string()),
      /** Opaque, of any size that fits a URL (W8). */
      code: secretText(4_096),
      profileId: z.string().max(100).nullable(),
      /** What the customer's own sign-in says of them (decision 094). */
      expected: expectedFactsSchema.optional(),
    }),
    answer: exchangeAnswerSchema,
  },
  recordExport: {
    method: 'POST',
    path: '/internal/connections/exports',
    /** The filter, as in the list's address. */
    request: z.strictObject({
      session: sessionSchema,
      query: z.string().max(2_000).refine(isStorable),
      stepUp: stepUpSchema.optional(),
    }),
    answer: exportAnswerSchema,
  },
  disconnect: {
    method: 'POST',
    path: '/internal/connections/:id/disconnect',
    request: z.strictObject({
      session: sessionSchema,
      /** Staff have to give one, or to say how the customer withdrew. */
      reason: z.string().trim().max(500).refine(isStorable).optional(),
      withdrawal: withdrawalSchema.optional(),
      /** And their approval (design 4.19). */
      stepUp: stepUpSchema.optional(),
    }),
    answer: disconnectAnswerSchema,
  },
  check: {
    method: 'POST',
    path: '/internal/connections/:id/check',
    request: z.strictObject({ session: sessionSchema }),
    answer: checkAnswerSchema,
  },
  verificationPage: {
    method: 'POST',
    path: '/internal/connections/:id/verification-page',
    request: z.strictObject({ session: sessionSchema }),
    answer: verificationPageAnswerSchema,
  },
  freeze: {
    method: 'POST',
    path: '/internal/connections/:id/freeze',
    request: z.strictObject({ session: sessionSchema, reason: reasonSchema }),
    answer: freezeAnswerSchema,
  },
  release: {
    method: 'POST',
    path: '/internal/connections/:id/release',
    request: z.strictObject({ session: sessionSchema, reason: reasonSchema }),
    answer: freezeAnswerSchema,
  },
  sendReconnectLink: {
    method: 'POST',
    path: '/internal/connections/:id/reconnect-link',
    request: z.strictObject({ session: sessionSchema }),
    answer: reconnectLinkAnswerSchema,
  },
  addNote: {
    method: 'POST',
    path: '/internal/connections/:id/notes',
    request: z.strictObject({ session: sessionSchema, text: writing(NOTE_MAX_LENGTH) }),
    answer: noteAnswerSchema,
  },
  withdrawNote: {
    method: 'POST',
    path: '/internal/connections/:id/notes/withdraw',
    request: z.strictObject({ session: sessionSchema, noteId: z.uuid() }),
    answer: doneAnswerSchema,
  },
  assign: {
    method: 'POST',
    path: '/internal/connections/:id/owner',
    request: z.strictObject({ session: sessionSchema, staffId: z.uuid().nullable() }),
    answer: assignAnswerSchema,
  },
  snooze: {
    method: 'POST',
    path: '/internal/connections/:id/snooze',
    request: z.strictObject({ session: sessionSchema, until: z.iso.datetime(), reason: reasonSchema }),
    answer: doneAnswerSchema,
  },
  endSnooze: {
    method: 'POST',
    path: '/internal/connections/:id/snooze/end',
    request: z.strictObject({ session: sessionSchema }),
    answer: doneAnswerSchema,
  },
  /** A code of Wise for the customer whose account the partner made; null where there is nothing to take over. */
  takeOver: {
    method: 'POST',
    path: '/internal/wise-users/take-over',
    request: z.strictObject({ session: sessionSchema, environment: z.enum(ENVIRONMENTS) }),
    answer: takeOverAnswerSchema,
  },
  lookAtApproval: {
    method: 'POST',
    path: '/internal/approvals/:id/look',
    request: z.strictObject({ session: sessionSchema }),
    answer: approvalAnswerSchema,
  },
  handOutApproval: {
    method: 'POST',
    path: '/internal/approvals/:id/hand-out',
    /** The page that it is for belongs to one environment of Wise: a token of the other must not go there. */
    request: z.strictObject({ session: sessionSchema, environment: z.enum(ENVIRONMENTS) }),
    answer: handOutAnswerSchema,
  },
  /** What proves who we are, and when it ends: names, states and times. */
  inventory: {
    method: 'POST',
    path: '/internal/inventory',
    request: z.strictObject({ session: sessionSchema }),
    answer: inventorySchema,
  },
  /** Whether an environment can go live; measured now, or a few seconds ago. */
  readiness: {
    method: 'POST',
    path: '/internal/readiness',
    request: z.strictObject({
      session: sessionSchema,
      environment: z.enum(ENVIRONMENTS),
      /** It leaves as a file: that is in the audit trail. */
      isExported: z.boolean(),
    }),
    answer: readinessSchema,
  },
  /** Places or releases a hold (design 4.20). */
  actOnHold: {
    method: 'POST',
    path: '/internal/holds',
    request: z.strictObject({ session: sessionSchema, act: holdActSchema, stepUp: stepUpSchema.optional() }),
    answer: holdAnswerSchema,
  },
  /** Sends events to the partner's endpoint again, enables or disables it (design 4.21). */
  actOnEndpoint: {
    method: 'POST',
    path: '/internal/event-endpoints/acts',
    request: z.strictObject({
      session: sessionSchema,
      act: endpointActSchema,
      stepUp: stepUpSchema.optional(),
    }),
    answer: endpointAnswerSchema,
  },
  /** What an admin does to a colleague (decision 066). */
  actOnStaff: {
    method: 'POST',
    path: '/internal/staff-acts',
    request: z.strictObject({ session: sessionSchema, act: staffActSchema, stepUp: stepUpSchema.optional() }),
    answer: staffOutcomeSchema,
  },
  reviewAccess: {
    method: 'POST',
    path: '/internal/access-reviews',
    request: z.strictObject({ session: sessionSchema, act: reviewActSchema }),
    answer: reviewAnswerSchema,
  },
  health: { ...probe, path: '/internal/health' },
  ready: { ...probe, path: '/internal/ready' },
} as const;

/**
 * How long web waits for the vault, in milliseconds. The vault's own waits are shorter, so that its answer, or its
 * refusal, comes first (vault/runtime/deadlines.ts; its test compares).
 */
export const WEB_WAITS = {
  /** Longer than every answer of the vault: its token call has 20 s, its check answers within 22 s (design 4.4). */
  answerMs: 25_000,
  /** The callback, before it goes to the attempt's page, which waits without JavaScript. */
  callbackMs: 10_000,
  /** Before a customer is sent to Wise: a slow vault is better than none, and one that is gone says so at once. */
  beforeWiseMs: 8_000,
  /** Before an approval's page shows what is known: the vault asks Wise meanwhile. */
  lookMs: 4_000,
  /** What the vault reads of its own database, before a page goes without. */
  inventoryMs: 3_000,
  /** The vault calls Wise and our own address meanwhile. */
  readinessMs: 14_000,
  /** A probe: for the vault, and for the database. */
  probeMs: 2_000,
} as const;
