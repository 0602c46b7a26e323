/**
 * The closed list of failures, each with its HTTP status and the title that programs are answered (RFC 9457). What
 * people read is in web/messages/errors.ts; what happened in detail goes to the log (AppError.log), never here.
 */
export const ERROR_CODES = {
  BAD_REQUEST: { status: 400, title: 'The request is not valid.' },
  NOT_SIGNED_IN: { status: 401, title: 'Nobody is signed in.' },
  SIGN_IN_TOO_OLD: { status: 401, title: 'The sign-in is too old for this.' },
  API_KEY_REFUSED: { status: 401, title: 'The API key is missing, unknown or revoked.' },
  API_KEY_EXPIRED: { status: 401, title: 'This API key has expired.' },
  API_KEY_NOT_HERE: {
    status: 403,
    title: 'This API key may not be used from this address, or not without its client certificate.',
  },
  ENVIRONMENT_NOT_ALLOWED: { status: 403, title: 'This API key is for the other environment of Wise.' },
  API_KEY_QUOTA_USED: {
    status: 429,
    title: 'This API key has reached as many connections as it may in an hour.',
  },
  INTERNAL_KEY_REFUSED: { status: 401, title: 'The internal key is missing or wrong.' },
  FORBIDDEN: { status: 403, title: 'This role does not allow this.' },
  SCOPE_MISSING: { status: 403, title: 'This API key lacks the scope that this needs.' },
  CALL_NOT_ALLOWED: { status: 403, title: 'The vault makes no such call to Wise.' },
  PROFILE_NOT_GRANTED: { status: 403, title: 'This call names a profile that the customer did not grant.' },
  STEP_UP_REQUIRED: {
    status: 403,
    title:
      'This act has to be approved with a passkey, for exactly what it does, at most two minutes before.',
  },
  CROSS_SITE_REQUEST: {
    status: 403,
    title: 'The request came from another site.',
  },
  NOT_FOUND: { status: 404, title: 'Not found.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take that method.' },
  CONFLICT: { status: 409, title: 'Something else changed this at the same moment.' },
  APPROVAL_NOT_POSSIBLE: {
    status: 403,
    title: 'Wise wants its user to approve this, and there is no way to with this token.',
  },
  SCA_REQUIRED: {
    status: 409,
    title: 'The customer has to approve this at Wise. Then repeat the same call with the challenge.',
  },
  CHALLENGE_USED: { status: 409, title: 'This approval was used. An approval is good for one call.' },
  CHALLENGE_EXPIRED: { status: 409, title: 'This approval is over. Make the call again without it.' },
  PASSKEY_CODE_REFUSED: { status: 422, title: 'This code is wrong, used or expired.' },
  PASSKEY_REFUSED: { status: 422, title: 'The passkey could not be verified.' },
  LAST_PASSKEY: { status: 409, title: 'This is the last passkey: it needs a code for the next one first.' },
  FACTOR_REFUSED: { status: 422, title: 'Wise did not accept this factor.' },
  FACTOR_NOT_SET_UP: { status: 409, title: 'The customer has not set up this factor at Wise.' },
  FACTOR_EXISTS: { status: 409, title: 'This factor is set up already.' },
  FACTORS_LOCKED: {
    status: 429,
    title: 'Too many factors were wrong. Wise blocks the user for some minutes.',
  },
  CHALLENGE_MISMATCH: {
    status: 422,
    title: 'This approval is for another call: method, path, query and body have to be the same.',
  },
  CONNECTION_NEEDS_RECONNECT: { status: 409, title: 'The customer has to connect Wise again.' },
  CONNECTION_DISCONNECTED: { status: 410, title: 'This connection was disconnected. That cannot be undone.' },
  CONNECTION_FROZEN: { status: 423, title: 'This connection is frozen. No tokens are issued for it.' },
  ACCESS_ON_HOLD: { status: 423, title: 'Access is on hold. No tokens are issued until it is released.' },
  REQUEST_TOO_SLOW: {
    status: 408,
    title: 'The request did not arrive completely in time.',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The request is too large.' },
  MEDIA_TYPE_NOT_TAKEN: { status: 415, title: 'A body of this type is not passed on.' },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: "The request's headers are too large.",
  },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests in a short time. Nothing was done.' },
  WISE_RATE_LIMITED: { status: 429, title: 'Wise limits our calls. Nothing was sent.' },
  SIGNATURE_NOT_VERIFIED: { status: 503, title: 'None of the keys we have made this signature.' },
  RECORD_REFUSED: { status: 500, title: 'A stored record did not pass its checks and was not used.' },
  KEY_UNKNOWN: {
    status: 503,
    title: 'A key that is needed for this is missing from the configuration.',
  },
  INTERNAL: { status: 500, title: 'Something went wrong on our side.' },
  WISE_UNAVAILABLE: { status: 502, title: 'Wise cannot be reached right now.' },
  WISE_TOKEN_REFUSED: { status: 502, title: 'Wise did not take the token. Nothing was done.' },
  WISE_ANSWER_LOST: {
    status: 504,
    title: 'Wise gave no usable answer. The call may have been carried out.',
  },
  WISE_NOT_ALLOWED: { status: 403, title: 'Wise does not allow our client to do this.' },
  WISE_REFUSED_EMAIL: { status: 422, title: 'Wise does not accept this email address.' },
  WISE_REFUSED_REQUEST: { status: 422, title: 'Wise does not accept what was sent.' },
  WISE_USER_DIFFERS: {
    status: 409,
    title: 'There is a Wise user for this customer already, with another email address.',
  },
  WISE_USER_EXISTS: {
    status: 409,
    title: 'The account belongs to the customer. They connect it themselves, at connect_url.',
  },
  EVENT_URL_REFUSED: { status: 422, title: 'No events are sent to this address.' },
  RETURN_URL_NOT_ALLOWED: { status: 422, title: 'Nobody is sent back to this address.' },
  COMPLETION_CODE_REFUSED: { status: 403, title: 'This code does not complete this session.' },
  COMPLETION_CODE_USED: { status: 409, title: 'This completion code was used. It is good once.' },
  SESSION_OVER: { status: 410, title: 'This session is over. Begin another.' },
  CONFIGURATION_WRONG: {
    status: 503,
    title: 'The link to Wise is not set up correctly.',
  },
  ENVIRONMENT_OFF: { status: 404, title: 'This environment of Wise is not set up here.' },
  CLIENT_REFUSED: { status: 503, title: 'Wise refuses our client credentials.' },
  TOKEN_NOT_READY: { status: 503, title: 'The token is being renewed. Ask again in a moment.' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be reached right now.' },
  VAULT_UNAVAILABLE: { status: 503, title: 'The vault cannot do this right now.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** True for a string that names one of our codes; for answers that crossed a process boundary. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
