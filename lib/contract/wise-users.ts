import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { isStorable } from '#lib/text/storable';

/**
 * How the making of a Wise user by API stands (decision 053). `reserved`: the code is stored, Wise has not said yes.
 * `created`: the user is there, without a connection (no profile yet). `claimed`: the user took the account over at Wise.
 * `existing`: the e-mail address has an account at Wise already. `closed`: the connection was disconnected. From
 * `claimed` on the code is erased, and only the ordinary connect flow leads on.
 */
export const REGISTRATION_STATES = [
  'reserved',
  'created',
  'connected',
  'claimed',
  'existing',
  'refused',
  'closed',
] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

// Part of the partner API (lib/contract/partner-api.ts): descriptions here are for the partner's developers.

/** openapi.yml, userCreate. */
const LANGUAGES = [
  'EN',
  'US',
  'PT',
  'ES',
  'FR',
  'DE',
  'IT',
  'JA',
  'RU',
  'PL',
  'HU',
  'TR',
  'RO',
  'NL',
  'HK',
] as const;

const environment = z.enum(ENVIRONMENTS);
const profileId = z
  .string()
  .regex(/^\d{1,19}$/)
  .describe('Wise’s id of the profile to connect. Needed only when the user has several.');

export const createWiseUserSchema = z.strictObject({
  environment,
  email: z.email().max(254).refine(isStorable),
  language: z.enum(LANGUAGES).optional().describe('Wise’s emails to the user; EN when it is not given.'),
  profile_id: profileId.optional(),
});

export const ofEnvironmentSchema = z.strictObject({ environment });

export const wiseUserSchema = z.object({
  id: z.uuid(),
  customer_id: z.uuid(),
  environment,
  state: z
    .enum(['pending', 'created', 'connected', 'claimed', 'existing', 'refused', 'closed'])
    .describe(
      'pending: Wise has not said yes; ask again. created: there is no connection yet, mostly because there is no profile. ' +
        'claimed, existing: the account is the customer’s own, who connects it at APP_URL.',
    ),
  reason: z.string().nullable().describe('Why there is no connection yet, such as no_profile.'),
  connection_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
});
export type PartnerWiseUser = z.output<typeof wiseUserSchema>;

export const claimLinkSchema = z.object({
  url: z
    .url()
    .describe(
      'A page of ours, for the signed-in customer. It does not expire: the code of Wise is made when they click.',
    ),
});
export type PartnerClaimLink = z.output<typeof claimLinkSchema>;
