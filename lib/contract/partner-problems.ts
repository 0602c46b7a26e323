import * as z from 'zod';
import type { ErrorCode } from '#lib/errors/codes';
import { API_KEY_SCOPES } from './api-key-scopes';

// Which failures the routes of the partner API may answer.

export const ANY_REQUEST = [
  'BAD_REQUEST',
  'API_KEY_REFUSED',
  'API_KEY_EXPIRED',
  'API_KEY_NOT_HERE',
  'ACCESS_ON_HOLD',
  'SCOPE_MISSING',
  'ENVIRONMENT_NOT_ALLOWED',
  'REQUEST_TOO_SLOW',
  'BODY_TOO_LARGE',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'VAULT_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];
export const ONE_CONNECTION = [...ANY_REQUEST, 'NOT_FOUND'] as const satisfies readonly ErrorCode[];
export const ONE_TOKEN = [
  ...ONE_CONNECTION,
  'CONNECTION_NEEDS_RECONNECT',
  'CONNECTION_DISCONNECTED',
  'CONNECTION_FROZEN',
  'RECORD_REFUSED',
  'TOKEN_NOT_READY',
  'KEY_UNKNOWN',
  'CONFIGURATION_WRONG',
  'API_KEY_QUOTA_USED',
] as const satisfies readonly ErrorCode[];

export const APPLICATION_TOKEN = [
  ...ANY_REQUEST,
  'ENVIRONMENT_OFF',
  'CLIENT_REFUSED',
  'WISE_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

export const WISE_USER = [
  ...ONE_CONNECTION,
  'CONFLICT',
  'ENVIRONMENT_OFF',
  'CLIENT_REFUSED',
  'RECORD_REFUSED',
  'KEY_UNKNOWN',
  'WISE_NOT_ALLOWED',
  'WISE_REFUSED_EMAIL',
  'WISE_REFUSED_REQUEST',
  'WISE_USER_DIFFERS',
  'WISE_USER_EXISTS',
  'WISE_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

/** Every failure: those that a route below may name, and those of calls to Wise, whose addresses are Wise's. */
export const ANY_FAILURE = [
  ...ONE_TOKEN,
  // no operation of the document: of an address, for a method that it has none for
  'METHOD_NOT_ALLOWED',
  'ENVIRONMENT_OFF',
  'CLIENT_REFUSED',
  'CALL_NOT_ALLOWED',
  'PROFILE_NOT_GRANTED',
  'MEDIA_TYPE_NOT_TAKEN',
  'WISE_RATE_LIMITED',
  'WISE_UNAVAILABLE',
  'WISE_TOKEN_REFUSED',
  'WISE_ANSWER_LOST',
  'CONFLICT',
  'WISE_NOT_ALLOWED',
  'WISE_REFUSED_EMAIL',
  'WISE_REFUSED_REQUEST',
  'WISE_USER_DIFFERS',
  'WISE_USER_EXISTS',
  'APPROVAL_NOT_POSSIBLE',
  'SCA_REQUIRED',
  'CHALLENGE_MISMATCH',
  'CHALLENGE_USED',
  'CHALLENGE_EXPIRED',
  'FACTOR_REFUSED',
  'FACTOR_NOT_SET_UP',
  'FACTOR_EXISTS',
  'FACTORS_LOCKED',
  'EVENT_URL_REFUSED',
  'RETURN_URL_NOT_ALLOWED',
  'SIGN_IN_TOO_OLD',
  'COMPLETION_CODE_REFUSED',
  'COMPLETION_CODE_USED',
  'SESSION_OVER',
] as const satisfies readonly ErrorCode[];

/** A factor of the customer, passed on to Wise. */
export const ONE_FACTOR = [
  ...ONE_TOKEN,
  'WISE_RATE_LIMITED',
  'WISE_UNAVAILABLE',
  'WISE_TOKEN_REFUSED',
  'WISE_ANSWER_LOST',
  'CHALLENGE_USED',
  'CHALLENGE_EXPIRED',
  'FACTOR_REFUSED',
  'FACTOR_NOT_SET_UP',
  'FACTOR_EXISTS',
  'FACTORS_LOCKED',
] as const satisfies readonly ErrorCode[];

/** An endpoint for events. */
export const ONE_ENDPOINT = [
  ...ANY_REQUEST,
  'NOT_FOUND',
  'CONFLICT',
  'EVENT_URL_REFUSED',
  'KEY_UNKNOWN',
] as const satisfies readonly ErrorCode[];

export type PartnerFailure = (typeof ANY_FAILURE)[number];

/** A call to Wise, as a connection or as the application: what the vault answers instead of Wise. */
const ONE_CALL = [
  'ENVIRONMENT_OFF',
  'APPROVAL_NOT_POSSIBLE',
  'CALL_NOT_ALLOWED',
  'PROFILE_NOT_GRANTED',
  'MEDIA_TYPE_NOT_TAKEN',
  'WISE_RATE_LIMITED',
  'WISE_UNAVAILABLE',
  'WISE_TOKEN_REFUSED',
  'WISE_ANSWER_LOST',
] as const satisfies readonly PartnerFailure[];
export const CONNECTION_CALL = [
  ...ONE_TOKEN,
  ...ONE_CALL,
  'SCA_REQUIRED',
  'CHALLENGE_MISMATCH',
  'CHALLENGE_USED',
  'CHALLENGE_EXPIRED',
] as const satisfies readonly PartnerFailure[];
export const APPLICATION_CALL = [
  ...ONE_CONNECTION,
  ...ONE_CALL,
  'CLIENT_REFUSED',
] as const satisfies readonly PartnerFailure[];

/** RFC 9457. */
export const partnerProblemSchema = z.object({
  type: z.string(),
  title: z.string().describe('For people; may change.'),
  status: z.int().min(400).max(599),
  code: z.enum(ANY_FAILURE).describe('Decide by this.'),
  scope: z.enum(API_KEY_SCOPES).optional().describe('With SCOPE_MISSING: the scope that the key lacks.'),
  challenge_id: z
    .uuid()
    .optional()
    .describe('With SCA_REQUIRED: name it in Wise-Challenge when you repeat the call.'),
  approval_url: z.url().optional().describe('With SCA_REQUIRED: send the connection’s owner there.'),
  expires_at: z.iso
    .datetime()
    .optional()
    .describe('With SCA_REQUIRED: until when the approval can be given and used.'),
  connect_url: z.string().optional().describe('With WISE_USER_EXISTS: where the customer connects.'),
  refused_field: z
    .string()
    .optional()
    .describe('With WISE_REFUSED_REQUEST for a profile: the field of `personal_profile` that Wise names.'),
  max_min_ttl: z
    .string()
    .optional()
    .describe('With BAD_REQUEST for min_ttl: the most seconds that it may be.'),
});
