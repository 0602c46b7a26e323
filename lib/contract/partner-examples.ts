import type * as z from 'zod';
import type { PartnerConnectSession, PartnerPortalSession } from './connect-sessions';
import type { PartnerEndpoint } from './event-endpoints';
import type { PARTNER_API, PartnerConnection } from './partner-api';
import type { PartnerScaChallenge } from './sca-challenges';
import type { PartnerWiseUser } from './wise-users';

type Operations = typeof PARTNER_API;
type Operation = keyof Operations;

const ID = '3f1d5d1e-3d5a-4a58-8f3f-9b1f7c0e2a61';
const CUSTOMER = '9ca48170-4be9-417c-8681-a00de21d8e7b';
const CHALLENGE = '0b6f5d8e-6a52-4b7a-9c55-5d1e0f3c7a90';

const connection: PartnerConnection = {
  kind: 'oauth',
  id: ID,
  status: 'active',
  reason: null,
  frozen: false,
  environment: 'production',
  profile_id: '14575282',
  profile_type: 'personal',
  profile_name: 'Maria Keller',
  match: { verdict: 'match', facts: ['date_of_birth'] },
  customer: { id: CUSTOMER, issuer: 'https://login.bank.example', subject: 'cust-20481734' },
  created_at: '2026-07-28T10:23:11.204Z',
  connected_at: '2026-11-12T08:02:45.918Z',
  last_checked_at: '2026-11-25T09:36:02.551Z',
  disconnected_at: null,
  money_movement: {
    state: 'limited',
    reasons: [
      {
        code: 'profile_withdraw_only',
        since: '2026-11-27T09:12:40.118Z',
        due_at: null,
        review_id: null,
      },
    ],
  },
};

const wiseUser: PartnerWiseUser = {
  id: '5d0d2c52-6c0e-4d1c-8d7e-1f6c3c6f2a10',
  customer_id: CUSTOMER,
  environment: 'sandbox',
  state: 'created',
  reason: 'no_profile',
  connection_id: null,
  created_at: '2026-11-28T14:50:05.120Z',
};

const ENDPOINT = '7be2a1c4-90f5-4f0e-9d0c-2b7c5f3a6d18';
const endpoint: PartnerEndpoint = {
  id: ENDPOINT,
  environment: 'production',
  url: 'https://shop.example/hooks/connect-wise',
  types: [],
  description: 'Ledger',
  created_at: '2026-11-28T14:50:05.120Z',
  disabled_at: null,
  disabled_reason: null,
  disabled_after: null,
  failures: 0,
  waiting: 0,
};
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';

const challenge: PartnerScaChallenge = {
  id: CHALLENGE,
  connection_id: ID,
  state: 'pending',
  operation: 'statement',
  factors_left: [['pin', 'sms']],
  approval_url: `https://connect.example.com/approve/${CHALLENGE}`,
  created_at: '2026-11-25T10:45:05.000Z',
  expires_at: '2026-11-25T10:50:05.000Z',
};

const SESSION = '7c1f0b1e-52a0-4f3b-9d53-2f6f1f6c8a44';
const createdSession = {
  id: SESSION,
  url: 'https://connect.example.com/session?token=…',
  expires_at: '2026-11-29T09:40:00.000Z',
};
const connectSession: PartnerConnectSession = {
  id: SESSION,
  status: 'connected',
  reason: null,
  customer: { id: CUSTOMER, external_id: 'cust-20481734' },
  environment: 'production',
  connection_id: ID,
  created_at: '2026-11-29T09:30:00.000Z',
  expires_at: '2026-11-29T09:42:11.000Z',
};
const portalSession: PartnerPortalSession = {
  id: SESSION,
  status: 'confirmed',
  customer: { id: CUSTOMER, external_id: 'cust-20481734' },
  url: `https://connect.example.com/session/open?session=${SESSION}`,
  created_at: '2026-11-29T09:30:00.000Z',
  expires_at: '2026-11-29T09:42:11.000Z',
};

/** An answer of each operation, for people; a test holds each to its schema. */
export const ANSWER_EXAMPLES: {
  readonly [Name in Operation]: z.input<Operations[Name]['answer']>;
} = {
  listConnections: { data: [connection], next_cursor: null },
  getConnection: connection,
  getAccessToken: {
    access_token: 'b8f0c7de-6a43-4c0e-9a0b-5d1f2f6f8f11',
    token_type: 'Bearer',
    expires_at: '2026-11-25T22:20:05.000Z',
    version: 1794470617,
    profile_id: '14575282',
    environment: 'production',
  },
  rejectAccessToken: { version: 1794470618 },
  getApplicationToken: {
    access_token: 'eyJhbGciOi…',
    token_type: 'Bearer',
    expires_at: '2026-11-25T22:20:05.000Z',
    environment: 'sandbox',
  },
  createWiseUser: wiseUser,
  getWiseUser: wiseUser,
  createWiseProfile: { ...wiseUser, state: 'connected', reason: null, connection_id: ID },
  createClaimLink: { url: 'https://connect.example.com/claim/sandbox' },
  listEvents: {
    data: [
      {
        id: 'c6a0c2f7-3c0b-4a0e-8f3e-0d7c5a1b9e42',
        position: '20481',
        type: 'connection.needs_reconnect',
        created_at: '2026-11-27T09:12:41.020Z',
        data: {
          connection_id: ID,
          environment: 'production',
          profile_id: '14575282',
          profile_type: 'personal',
          customer: { id: CUSTOMER, issuer: 'https://login.bank.example', subject: 'cust-20481734' },
          reason: 'lost_at_wise',
        },
      },
    ],
    next_after: '20481',
  },
  createEventEndpoint: { ...endpoint, secret },
  listDeadlines: {
    data: [
      {
        kind: 'client_certificate',
        name: 'acme-bank',
        environment: 'production',
        at: '2026-12-08T09:12:40.000Z',
        why: null,
        days_left: 10,
        state: 'urgent',
        to_do:
          'Request a new certificate of Wise, and put it in the same files: it is used once Wise takes it.',
      },
      {
        kind: 'api_version',
        name: '2026Q4',
        environment: 'production',
        at: null,
        why: 'Wise has named no end: a version stays active until its sunset is announced.',
        days_left: null,
        state: 'unknown',
        to_do: 'Read Wise’s changelog each quarter. When the version is gone there is an alarm.',
      },
    ],
  },
  listEventEndpoints: { data: [endpoint] },
  removeEventEndpoint: { id: ENDPOINT },
  enableEventEndpoint: endpoint,
  disableEventEndpoint: {
    ...endpoint,
    disabled_at: '2026-11-28T15:00:00.000Z',
    disabled_reason: 'asked',
    disabled_after: '20481',
  },
  testEventEndpoint: { event_id: '1f0b9e0a-6a0c-4d0e-8a53-3f2b7d9c1e05' },
  rotateEventSecret: { secret, old_ends_at: '2026-11-29T14:50:05.120Z' },
  replayEvents: { count: 412, last_position: '20893' },
  listDeliveries: {
    data: [
      {
        position: '20481',
        event_id: 'c6a0c2f7-3c0b-4a0e-8f3e-0d7c5a1b9e42',
        type: 'connection.needs_reconnect',
        connection_id: ID,
        state: 'waiting',
        attempts: 2,
        next_try_at: '2026-11-27T09:13:02.000Z',
        last_try_at: '2026-11-27T09:12:46.000Z',
        last_status: 500,
        last_failure: null,
        last_ms: 41,
      },
    ],
    next_before: null,
  },
  listWiseEvents: {
    data: [
      {
        id: '4711',
        environment: 'sandbox',
        type: 'profiles#state-change',
        schema_version: '4.0.0',
        occurred_at: '2026-11-27T09:12:40.118Z',
        received_at: '2026-11-27T09:12:41.020Z',
        deliveries: 1,
        test: false,
        outcome: 'applied',
        connection_ids: [ID],
        payload: { event_type: 'profiles#state-change', data: { current_state: 'WITHDRAW_ONLY' } },
      },
    ],
    next_after: '4711',
  },
  getScaChallenge: challenge,
  sendPhoneCode: { sent_to: '********90' },
  passFactor: { ...challenge, state: 'approved', factors_left: [] },
  createScaSession: challenge,
  enrolFactor: { device_fingerprint_id: null },
  createConnectSession: createdSession,
  getConnectSession: connectSession,
  completeConnectSession: connectSession,
  createPortalSession: createdSession,
  completePortalSession: portalSession,
  endPortalSession: { ...portalSession, status: 'ended', url: null },
};

/** What the examples of requests send, beside the ids in their addresses. */
export const REQUEST_EXAMPLES: {
  readonly [Name in Operation]?: { query?: Readonly<Record<string, string>>; body?: unknown };
} = {
  listConnections: { query: { status: 'active', customer_subject: 'cust-20481734' } },
  rejectAccessToken: { body: { version: 1794470617 } },
  getApplicationToken: { query: { environment: 'sandbox' } },
  createWiseUser: { body: { environment: 'sandbox', email: 'maria@example.com', language: 'DE' } },
  getWiseUser: { query: { environment: 'sandbox' } },
  createWiseProfile: {
    body: {
      environment: 'sandbox',
      personal_profile: {
        firstName: 'Maria',
        lastName: 'Keller',
        dateOfBirth: '1977-07-01',
        address: {
          addressFirstLine: 'Lastenweg 24',
          city: 'Berlin',
          countryIso3Code: 'deu',
          postCode: '10961',
        },
        contactDetails: { email: 'maria@example.com', phoneNumber: '+4930901820' },
      },
    },
  },
  createClaimLink: { body: { environment: 'sandbox' } },
  listEvents: { query: { after: '0', limit: '100' } },
  createEventEndpoint: {
    body: {
      environment: 'production',
      url: 'https://shop.example/hooks/connect-wise',
      description: 'Ledger',
    },
  },
  enableEventEndpoint: { body: { after: '20481' } },
  rotateEventSecret: { body: { keep_old_hours: 24 } },
  replayEvents: { body: { after: '20481' } },
  listDeliveries: { query: { state: 'waiting' } },
  listWiseEvents: { query: { after: '0', limit: '100' } },
  sendPhoneCode: { body: { channel: 'sms' } },
  passFactor: { body: { factor: 'pin', value: '1234' } },
  enrolFactor: { body: { factor: 'pin', value: '1234' } },
  createConnectSession: {
    body: {
      customer: { external_id: 'cust-20481734', email: 'maria@example.com', name: 'Maria Keller' },
      environment: 'production',
      return_url: 'https://shop.example/settings/wise',
      authenticated_at: '2026-11-29T09:28:12Z',
    },
  },
  completeConnectSession: { body: { completion_code: 'kqMzS0…', external_id: 'cust-20481734' } },
  createPortalSession: {
    body: {
      customer: { external_id: 'cust-20481734' },
      return_url: 'https://shop.example/settings/wise',
    },
  },
  completePortalSession: { body: { completion_code: 'kqMzS0…', external_id: 'cust-20481734' } },
};
