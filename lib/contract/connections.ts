export const CONNECTION_STATUSES = ['active', 'needs_reconnect', 'disconnected'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** Why a connection needs a reconnect: no more than Wise says (design 2). */
export const LOST_REASONS = ['lost_at_wise', 'replaced', 'user_deactivated'] as const;

/** On whose behalf a connection was disconnected; `customer` also where staff recorded their withdrawal. */
export const DISCONNECT_REASONS = ['customer', 'staff', 'incident', 'erasure'] as const;

export const CONNECTION_REASONS = [...LOST_REASONS, ...DISCONNECT_REASONS] as const;
export type ConnectionReason = (typeof CONNECTION_REASONS)[number];

export const PROFILE_TYPES = ['personal', 'business'] as const;
export type ProfileType = (typeof PROFILE_TYPES)[number];

/**
 * What "check now" answers. `client_refused`: neither Wise's fault nor the connection's, but ours. `recent`: the last
 * check still stands. `frozen`: nothing is asked while it is.
 */
export const CHECK_RESULTS = [
  'healthy',
  'needs_reconnect',
  'unavailable',
  'client_refused',
  'recent',
  'frozen',
  'disconnected',
] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/**
 * What a disconnect came to at Wise (design 4.5). `cancelled`: the last refresh went through, so no issued token works any
 * more. `ended_at_wise`: Wise had ended the grant before. `unconfirmed`: Wise could not be asked in time, or its refusal may
 * be our own doing. After the last two an issued access token may work until it expires.
 */
export const END_RESULTS = ['cancelled', 'ended_at_wise', 'unconfirmed'] as const;
export type EndResult = (typeof END_RESULTS)[number];

/** A receipt as it is stored: `pending` while the vault still tries. */
export const RECEIPT_RESULTS = ['pending', ...END_RESULTS] as const;
export type ReceiptResult = (typeof RECEIPT_RESULTS)[number];

/** What the vault has made of an attempt's code (design 4.2); the last four are final. */
export const EXCHANGE_STATES = ['sent', 'received', 'connected', 'refused', 'failed', 'interrupted'] as const;
export type ExchangeState = (typeof EXCHANGE_STATES)[number];

/** Why `refused`: Wise granted something that must not be connected. */
export const REFUSAL_REASONS = [
  'profile_mismatch',
  'no_profile',
  'replaced',
  // of a connect session: the partner did not say that it was the customer, or another profile was chosen than it is for
  'unconfirmed',
  'other_profile',
  // MATCH_POLICY is require: the profile is not the customer's, or there was nothing to compare it with
  'identity_mismatch',
  'identity_unknown',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Why `failed`: Wise granted nothing. */
export const FAILURE_REASONS = [
  'code_refused',
  'client_refused',
  'wise_unavailable',
  'unreadable_answer',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export const EXCHANGE_REASONS = [...REFUSAL_REASONS, ...FAILURE_REASONS] as const;
export type ExchangeReason = (typeof EXCHANGE_REASONS)[number];

/** Why a token was opened. A CHECK of the database (`access_records_purpose`) holds the same list. */
export const ACCESS_PURPOSES = [
  // handed out by GET …/access-token
  'token',
  // used for a call that the partner makes through the vault
  'call',
  // used to ask Wise about an approval or a factor: by the partner's back end, or by the customer's page
  'approval',

  // the same as the first two, for a token of the partner's own account
  'personal-token',
  'personal-call',
  // and for a token of our own client
  'application-token',
  'application-call',

  // the vault's own calls to Wise: its customer takes over a Wise user that the partner made
  'claim',
  // what became of users and profiles while webhooks were missed; Wise's page of a review that waits for its customer
  'check',
] as const;

/** One of them. */
export type AccessPurpose = (typeof ACCESS_PURPOSES)[number];

/** Of a token of the partner's own account: the record names that token. */
export const OWN_ACCOUNT_PURPOSES = [
  'personal-token',
  'personal-call',
] as const satisfies readonly AccessPurpose[];

/** Of a token of our own client: the record names that client (`applicationId`). */
export const APPLICATION_PURPOSES = [
  'application-token',
  'application-call',
] as const satisfies readonly AccessPurpose[];

/** What a record of these names is no connection. */
export const PURPOSES_WITHOUT_CONNECTION: readonly AccessPurpose[] = [
  ...OWN_ACCOUNT_PURPOSES,
  ...APPLICATION_PURPOSES,
];
