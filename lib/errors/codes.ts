/**
 * The closed list of failures, each with its HTTP status and the words a person may see.
 * What happened in detail goes to the log (AppError.log), never here.
 */
export const ERROR_CODES = {
  BAD_REQUEST: { status: 400, text: 'The request is not valid. Please check it and try again.' },
  NOT_SIGNED_IN: { status: 401, text: 'Please sign in to go on.' },
  SIGN_IN_TOO_OLD: { status: 401, text: 'For your safety, please sign in again to do this.' },
  API_KEY_REFUSED: { status: 401, text: 'The API key is missing, unknown or revoked.' },
  INTERNAL_KEY_REFUSED: { status: 401, text: 'The internal key is missing or wrong.' },
  FORBIDDEN: { status: 403, text: 'Your role does not allow this.' },
  CROSS_SITE_REQUEST: {
    status: 403,
    text: 'This request did not come from our own page. Please go back and try again.',
  },
  NOT_FOUND: { status: 404, text: 'There is nothing here, or it is not yours to see.' },
  METHOD_NOT_ALLOWED: { status: 405, text: 'This address does not take that kind of request.' },
  CONFLICT: { status: 409, text: 'Something else changed this at the same moment. Please try again.' },
  CONNECTION_NEEDS_RECONNECT: { status: 409, text: 'The customer has to connect Wise again.' },
  CONNECTION_DISCONNECTED: { status: 410, text: 'This connection was disconnected. That is final.' },
  CONNECTION_FROZEN: { status: 423, text: 'This connection is frozen. Nothing is handed out for it.' },
  REQUEST_TOO_SLOW: {
    status: 408,
    text: 'The request did not arrive completely in time. Please send it again.',
  },
  BODY_TOO_LARGE: { status: 413, text: 'The request is too large.' },
  HEADERS_TOO_LARGE: {
    status: 431,
    text: 'The headers of the request are too large. Please send fewer or shorter ones.',
  },
  TOO_MANY_REQUESTS: { status: 429, text: 'That was tried too often in a short time. Nothing was done.' },
  RECORD_REFUSED: { status: 500, text: 'A stored record did not pass its checks and was not used.' },
  KEY_UNKNOWN: {
    status: 503,
    text: 'A key that is needed for this is missing from our configuration. Our staff pages show an alarm for it.',
  },
  INTERNAL: { status: 500, text: 'Something went wrong on our side. Please try again.' },
  WISE_UNAVAILABLE: { status: 502, text: 'Wise cannot be reached at the moment. Please try again soon.' },
  CONFIGURATION_WRONG: {
    status: 503,
    text: 'The connection to Wise is not set up correctly here. Our staff pages show an alarm for it.',
  },
  TOKEN_NOT_READY: { status: 503, text: 'The token is being renewed. Please ask again in a moment.' },
  DATABASE_UNAVAILABLE: { status: 503, text: 'We cannot reach our records at the moment. Please try again.' },
  VAULT_UNAVAILABLE: { status: 503, text: 'We cannot do this at the moment. Please try again soon.' },
} as const satisfies Record<string, { status: number; text: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** True for a string that names one of our codes; for answers that crossed a process boundary. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
