import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { isStorable } from '#lib/text/storable';
import { expectedFactsSchema } from './matching';

// Part of the partner API (lib/contract/partner-api.ts): descriptions here are for the partner's developers.

/** How long the address of a session can be opened, and how long a consent waits for the partner's confirmation. */
export const SESSION_MINUTES = { link: 10, confirm: 10, portal: 30 } as const;

/**
 * `created`: nobody has opened the address. `opened`: one browser has. `pending`: Wise said yes, and the partner has not
 * confirmed. `confirmed`: it has, and the connection is being made (a portal session: the page may be opened).
 * `connected`, `open`: done. The others are over.
 */
export const CONNECT_SESSION_STATUSES = [
  'created',
  'opened',
  'pending',
  'confirmed',
  'connected',
  'cancelled',
  'failed',
  'expired',
] as const;
export type ConnectSessionStatus = (typeof CONNECT_SESSION_STATUSES)[number];

export const PORTAL_SESSION_STATUSES = [
  'created',
  'pending',
  'confirmed',
  'open',
  'ended',
  'expired',
] as const;
export type PortalSessionStatus = (typeof PORTAL_SESSION_STATUSES)[number];

/** How the browser comes back to the partner: by the address, or by a message from a popup. */
export const SESSION_DISPLAYS = ['redirect', 'popup'] as const;

const environment = z.enum(ENVIRONMENTS);
const instant = z.iso.datetime();

const externalId = z
  .string()
  .min(1)
  .max(255)
  .refine(isStorable)
  .describe('Your own id of the customer, which never changes and is never given to another person.');

export const customerSchema = z.strictObject({
  external_id: externalId,
  email: z
    .email()
    .max(254)
    .refine(isStorable)
    .describe('Where notices go. It identifies nobody: two customers may have the same.')
    .optional(),
  name: z.string().trim().min(1).max(200).refine(isStorable).optional(),
});

const returnUrl = z
  .url()
  .max(2_000)
  .refine(isStorable)
  .describe('Where the browser goes afterwards: at or below an address of the setting RETURN_URLS.');

const completionCode = z
  .string()
  .min(1)
  .max(100)
  .describe('As it came to return_url. Good once, for this session, for ten minutes.');

export const createConnectSessionSchema = z.strictObject({
  customer: customerSchema,
  environment,
  return_url: returnUrl,
  authenticated_at: instant.describe(
    'When the customer last proved to you who they are: at most 30 minutes ago.',
  ),
  connection_id: z
    .uuid()
    .describe('To connect this connection again, and no other profile. It has to be the customer’s own.')
    .optional(),
  expect: expectedFactsSchema
    .describe(
      'What you know of the customer, to compare the Wise profile with (setting MATCH_POLICY). Kept sealed, and erased when the ' +
        'session ends; never kept while the setting is off.',
    )
    .optional(),
  display: z
    .enum(SESSION_DISPLAYS)
    .default('redirect')
    .describe(
      'popup: what return_url would get is posted as a message to its origin, and to no other; without an opener the ' +
        'browser goes to return_url.',
    ),
});
export type CreateConnectSession = z.output<typeof createConnectSessionSchema>;

export const completeSessionSchema = z.strictObject({
  completion_code: completionCode,
  external_id: externalId.describe(
    'Who is signed in to your app in the browser that brought the code. Another customer than the session’s ends it.',
  ),
});

export const createPortalSessionSchema = z.strictObject({
  customer: customerSchema,
  return_url: returnUrl,
});

const createdSessionSchema = z.object({
  id: z.uuid(),
  url: z.url().describe('Send the customer’s browser there. It is good for one browser.'),
  expires_at: instant.describe('Until when url can be opened.'),
});
export type PartnerCreatedSession = z.output<typeof createdSessionSchema>;

const connectSessionSchema = z.object({
  id: z.uuid(),
  status: z
    .enum(CONNECT_SESSION_STATUSES)
    .describe(
      'pending: Wise said yes; nothing is connected before you post the completion code. confirmed: you did, and the ' +
        'connection is being made: ask again. failed: see reason.',
    ),
  reason: z
    .string()
    .nullable()
    .describe(
      'Why it failed: denied, unconfirmed, other_profile, no_profile, profile_mismatch, identity_mismatch, identity_unknown, wise_unavailable, …',
    ),
  customer: z.object({ id: z.uuid(), external_id: z.string() }),
  environment,
  connection_id: z.uuid().nullable().describe('The connection, once it is connected.'),
  created_at: instant,
  expires_at: instant.describe('Of the step that it is at.'),
});
export type PartnerConnectSession = z.output<typeof connectSessionSchema>;

const portalSessionSchema = z.object({
  id: z.uuid(),
  status: z.enum(PORTAL_SESSION_STATUSES),
  customer: z.object({ id: z.uuid(), external_id: z.string() }),
  url: z
    .url()
    .nullable()
    .describe('Once it is confirmed: send the same browser there, and it shows the customer’s connections.'),
  created_at: instant,
  expires_at: instant.describe('Of the step that it is at.'),
});
export type PartnerPortalSession = z.output<typeof portalSessionSchema>;

const FAILURES = ['RETURN_URL_NOT_ALLOWED', 'CONFLICT'] as const;
const COMPLETION = ['COMPLETION_CODE_REFUSED', 'COMPLETION_CODE_USED', 'SESSION_OVER', 'CONFLICT'] as const;

/** What the routes below fail with, beside what any request does. */
export const SESSION_FAILURES = {
  createConnect: [...FAILURES, 'SIGN_IN_TOO_OLD', 'ENVIRONMENT_OFF', 'CONNECTION_DISCONNECTED'],
  createPortal: FAILURES,
  complete: COMPLETION,
} as const;

/** Shapes of the routes in lib/contract/session-routes.ts. */
export const SESSION_ANSWERS = {
  created: createdSessionSchema,
  connect: connectSessionSchema,
  portal: portalSessionSchema,
} as const;
