import * as z from 'zod';
import { toStorable } from '../text/storable';

/** How a withdrawal came that no page of ours took. The CHECK of `connection_withdrawals` has the same list. */
export const WITHDRAWAL_CHANNELS = ['post', 'phone', 'email', 'in_person'] as const;
export type WithdrawalChannel = (typeof WITHDRAWAL_CHANNELS)[number];

/** In characters; a CHECK of the database holds the same. */
export const WITHDRAWAL_REFERENCE_MAX_LENGTH = 100;

/** What staff say of a customer's withdrawal. */
export const WITHDRAWAL_FIELDS = {
  channel: z.enum(WITHDRAWAL_CHANNELS),
  /** The day on which it arrived, such as 2026-12-03, in the time zone that the staff's pages are written in. */
  receivedOn: z.iso.date(),
  /** Under what the letter or call can be found; empty: none. */
  reference: z
    .string()
    .max(2 * WITHDRAWAL_REFERENCE_MAX_LENGTH)
    .transform((text) => toStorable(text))
    .pipe(z.string().max(WITHDRAWAL_REFERENCE_MAX_LENGTH)),
};

export const withdrawalSchema = z.strictObject(WITHDRAWAL_FIELDS);
export type Withdrawal = z.output<typeof withdrawalSchema>;
