import type { PartnerFailure } from './partner-problems';

/**
 * What a client does about each failure of the partner API: the OpenAPI document and its page show it, and a test holds the
 * table in docs/partner-api.md to it. A new failure does not compile without its line.
 */
export const NEXT_STEPS: Readonly<Record<PartnerFailure, string>> = {
  BAD_REQUEST:
    'fix the query or the body; also, with status 421 or 417, a request line with a whole address in it (that is for proxies) or a header `Expect` other than `100-continue`',
  API_KEY_REFUSED:
    'missing, malformed, unknown and revoked look the same; with `WWW-Authenticate: Bearer`, and `error="invalid_token"` where a key was shown',
  API_KEY_EXPIRED: 'the key has expired: have another one made',
  API_KEY_NOT_HERE:
    'the key is bound to networks or to a client certificate, and this request comes from elsewhere or without it',
  ENVIRONMENT_NOT_ALLOWED: 'the request names the environment that the key is not for',
  API_KEY_QUOTA_USED:
    'the key has reached as many connections as it may in this hour; `Retry-After` says when the next one begins',
  SCOPE_MISSING:
    'the key lacks the scope that the problem names in `scope`: make a key that has it; with `WWW-Authenticate: Bearer error="insufficient_scope"`',
  WISE_NOT_ALLOWED: 'Wise has to allow your client to make users and profiles first: ask your contact there',
  ENVIRONMENT_OFF: 'that environment has no client ID of Wise here',
  CALL_NOT_ALLOWED: 'a call that the vault does not make: see the list above',
  PROFILE_NOT_GRANTED:
    "the call names another profile than the connection's, in its path, query or body; or none, where Wise would take the personal one: the lists of transfers, recipients, addresses and `borderless-accounts`, and a new recipient or address",
  NOT_FOUND: 'no such connection, no such challenge of it, or no such address',
  METHOD_NOT_ALLOWED: 'the address takes other methods, which `Allow` names',
  REQUEST_TOO_SLOW: 'the request was not complete within 10 seconds; send it again',
  CONFLICT: 'something else changed it at the same moment: ask again',
  WISE_USER_DIFFERS: 'a Wise user with another email address is there for this customer',
  WISE_USER_EXISTS: "the account is the customer's own: send them to `connect_url`",
  CONNECTION_NEEDS_RECONNECT:
    'ask the customer to connect again; the id stays. A personal token: have it rotated',
  APPROVAL_NOT_POSSIBLE:
    'a personal token cannot be approved with, outside the six countries of the table above: do it on Wise’s own site, or connect your account at Wise as a customer does, and call by that connection',
  SCA_REQUIRED: 'the customer has to approve the call at Wise: see above',
  CHALLENGE_USED: 'the approval was used: make the call without `Wise-Challenge` for a new one',
  CHALLENGE_EXPIRED: 'the approval was not given and used in time: likewise',
  CONNECTION_DISCONNECTED: 'it is over for good; a new one has a new id',
  BODY_TOO_LARGE: 'JSON for Wise may have 1 MiB, an upload 128 MiB, any other body 16 KiB',
  MEDIA_TYPE_NOT_TAKEN:
    "a body for Wise is JSON in UTF-8, or, below the connection's profile, `multipart/form-data`; neither is compressed",
  WISE_REFUSED_EMAIL: 'Wise does not take the address: ask with another',
  WISE_REFUSED_REQUEST:
    'Wise refuses something else of the request; of a profile `refused_field` says what, where Wise names it',
  EVENT_URL_REFUSED:
    'the address has to be `https`, without user and password, with a name that leads to public addresses alone; others have to stand in the setting `EVENT_ALLOWED_ORIGINS`',
  RETURN_URL_NOT_ALLOWED:
    '`return_url` is not at or below an address of the setting `RETURN_URLS`: the origin has to be the same, and the path has to begin with it',
  SIGN_IN_TOO_OLD:
    'let the customer sign in with you again: `authenticated_at` is more than 30 minutes ago, or in the future',
  COMPLETION_CODE_REFUSED:
    'it is not the code of this session, or another customer than its own brought it: then the session is over',
  COMPLETION_CODE_USED:
    'the code was used: GET the session to see what came of it, and take nothing from the browser that brought it',
  SESSION_OVER: 'the session was not finished in time, or has ended: begin another',
  FACTOR_NOT_SET_UP: 'the customer has no such factor at Wise',
  FACTOR_EXISTS: 'it is set up already',
  FACTOR_REFUSED: 'Wise did not accept it: wrong, not asked for, or its token is over',
  FACTORS_LOCKED: 'five refusals in a row: nothing is sent before `Retry-After` is over',
  CHALLENGE_MISMATCH: 'the approval is for another method, path, query or body',
  CONNECTION_FROZEN: 'ask your staff; it may come back',
  ACCESS_ON_HOLD:
    'your staff have stopped the issuing of tokens; ask them, and again after they have released it',
  HEADERS_TOO_LARGE: 'request line and headers together are 16 kB at most',
  WISE_RATE_LIMITED:
    'Wise has limited our calls, so this one was not sent: call again after `Retry-After` seconds',
  RECORD_REFUSED:
    'the stored token does not pass its checks; staff have an alarm. Asking again does not help',
  INTERNAL: "a mistake of ours, which is in the vault's log",
  CLIENT_REFUSED: 'Wise refuses the client ID or secret; staff have an alarm. Somebody has to fix it',
  WISE_UNAVAILABLE:
    'Wise was not reached, or gave no token: ask again later. Of a call to Wise nothing was sent',
  WISE_TOKEN_REFUSED:
    'Wise answered 401 to the token, and again to a fresh one, or your body could not be sent twice. Nothing was done',
  TOKEN_NOT_READY: 'a refresh is not resolved: ask again after `Retry-After` seconds',
  VAULT_UNAVAILABLE: 'it is stopping: ask another vault, or again after `Retry-After` seconds',
  DATABASE_UNAVAILABLE: 'ask again after `Retry-After` seconds',
  KEY_UNKNOWN:
    '`VAULT_KEYS` lacks a key; staff have an alarm. `Retry-After` is a minute, but somebody has to fix it',
  WISE_ANSWER_LOST:
    'Wise may have carried the call out: look before you repeat it, or repeat it with the same idempotency key',
  CONFIGURATION_WRONG:
    'the connection was made with another client id of Wise than is configured; no `Retry-After`: somebody has to fix it',
};
