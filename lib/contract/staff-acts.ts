import * as z from 'zod';
import { normaliseAddress } from '#lib/text/email-address';
import { toStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';
import { STAFF_ROLES } from './people';

const staffId = z.string().transform(readUuid).pipe(z.string());

/**
 * What an admin does to another member of staff. The same text is approved with a passkey and carried out, so that nothing
 * of it can be exchanged in between (design 4.19).
 */
export const STAFF_ACT_SCHEMAS = [
  z.strictObject({
    act: z.literal('staff.invite'),
    email: z.string().transform(normaliseAddress).pipe(z.string()),
    /** Empty: as their identity provider will say it. */
    name: z
      .string()
      .max(400)
      .transform((text) => toStorable(text))
      .pipe(z.string().max(200)),
    role: z.enum(STAFF_ROLES),
  }),
  z.strictObject({ act: z.literal('staff.role'), staffId, role: z.enum(STAFF_ROLES) }),
  z.strictObject({ act: z.literal('staff.disable'), staffId }),
  z.strictObject({ act: z.literal('staff.enable'), staffId }),
  z.strictObject({ act: z.literal('staff.sign_out'), staffId }),
  z.strictObject({ act: z.literal('staff.release'), staffId }),
  z.strictObject({ act: z.literal('staff.finish_review'), reviewId: staffId }),
] as const;

export const staffActSchema = z.discriminatedUnion('act', STAFF_ACT_SCHEMAS);
export type StaffPeopleAct = z.output<typeof staffActSchema>;
export type StaffPeopleActInput = z.input<typeof staffActSchema>;
export type PeopleActName = StaffPeopleAct['act'];

/** What an act on a colleague came to. */
export const STAFF_OUTCOMES = [
  'done',
  /** It was so already. */
  'unchanged',
  /** Nobody changes their own role, disables themselves, or does any other of these acts to themselves. */
  'own',
  'nobody',
  /** It would leave nobody who may change anything of this. */
  'last_admin',
  /** Somebody with this address is on the staff already. */
  'taken',
  /** Somebody is not looked at yet, or their role changed since. */
  'not_finished',
] as const;
export type StaffOutcome = (typeof STAFF_OUTCOMES)[number];

export const staffOutcomeSchema = z.object({
  outcome: z.enum(STAFF_OUTCOMES),
  /** Of whoever was invited. */
  staffId: z.uuid().nullable(),
});
export type StaffAnswer = z.output<typeof staffOutcomeSchema>;

/** How many people one form confirms. */
export const CONFIRMED_AT_ONCE = 50;

/** Looking at who has access. These change nobody's rights and want no passkey; finishing the review does. */
export const reviewActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('start') }),
  z.strictObject({
    act: z.literal('confirm'),
    reviewId: staffId,
    /** Whom, and with which role: one that changed since the page was shown is not confirmed. */
    people: z
      .array(z.strictObject({ staffId, role: z.enum(STAFF_ROLES) }))
      .min(1)
      .max(CONFIRMED_AT_ONCE),
  }),
]);
export type ReviewAct = z.output<typeof reviewActSchema>;

export const reviewAnswerSchema = z.object({
  /** Null: no such open review. */
  reviewId: z.uuid().nullable(),
  confirmed: z.number().int(),
});
export type ReviewAnswer = z.output<typeof reviewAnswerSchema>;
