import * as z from 'zod';
import { Secret } from '#lib/log/secret';
import { isStorable } from '#lib/text/storable';
import { SCA_OPERATIONS, SCA_PHONE_CHANNELS, SCA_STATES } from './sca';

const instant = z.iso.datetime();

/** An approval at Wise as the partner's back end sees it: the one-time token stays in the vault. */
export const scaChallengeSchema = z.object({
  id: z.uuid(),
  connection_id: z.uuid(),
  state: z
    .enum(SCA_STATES)
    .describe('approved: repeat the same call with it. locked: Wise blocks the user for some minutes.'),
  operation: z.enum(SCA_OPERATIONS).describe('What the call is, where we know it.'),
  factors_left: z
    .array(z.array(z.string()))
    .describe('What Wise still wants; of each entry any one will do. Empty before Wise was first asked.'),
  approval_url: z.url().describe('Where the connection’s owner approves it: our page, for them alone.'),
  created_at: instant,
  expires_at: instant,
});
export type PartnerScaChallenge = z.output<typeof scaChallengeSchema>;

const secretValue = z
  .string()
  .min(1)
  .max(1_000)
  .refine(isStorable)
  .transform((text) => new Secret(text));

/** What the customer gave in the partner's own app: it goes on to Wise and is neither kept nor logged. */
export const scaFactorSchema = z.strictObject({
  factor: z.enum(['pin', 'device_fingerprint', ...SCA_PHONE_CHANNELS]),
  value: secretValue.describe('The PIN, the fingerprint, or the code from the phone.'),
});
export const scaPhoneCodeSchema = z.strictObject({ channel: z.enum(SCA_PHONE_CHANNELS) });
export const scaSentCodeSchema = z.object({
  sent_to: z.string().describe('The phone number, all but its end masked.'),
});
export type PartnerSentCode = z.output<typeof scaSentCodeSchema>;
export const scaEnrolmentSchema = z.strictObject({
  factor: z.enum(['pin', 'device_fingerprint']),
  value: secretValue,
});
export const scaEnrolledSchema = z.object({
  device_fingerprint_id: z.string().nullable().describe('Wise’s id of a device fingerprint.'),
});
export type PartnerEnrolled = z.output<typeof scaEnrolledSchema>;
