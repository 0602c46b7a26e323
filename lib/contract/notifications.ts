/** Alarms that the vault raises; one open row per code and environment. */
export const VAULT_ALARMS = [
  'wise_client_refused',
  'mass_refresh_failure',
  'client_id_changed',
  'audit_sealer_behind',
  'audit_chain_broken',
  'record_refused',
  'vault_key_missing',
  'ring_key_unusable',
  'ring_key_failed',
  'root_key_unavailable',
  'grant_replaced',
  'background_jobs_failing',
  'wise_version_gone',
  'client_certificate_refused',
  'client_certificate_expiring',
  'jose_key_refused',
  'jose_key_expiring',
  'webhook_signatures_failing',
  'webhook_subscription_missing',
  'webhooks_silent',
  'personal_token_refused',
  'api_key_expiring',
  'api_key_over_quota',
  'api_key_misplaced',
  'event_endpoint_failing',
] as const;
export type VaultAlarm = (typeof VAULT_ALARMS)[number];

/** Alarms that the vault cannot raise; `is_alarm_of_web` in the database knows these and no other (docs/decisions/032). */
export const WEB_ALARMS = ['vault_unavailable', 'mail_unavailable', 'chat_unavailable'] as const;
export type WebAlarm = (typeof WEB_ALARMS)[number];

/** Every alarm that staff may see as a banner. The list grows, so the database holds no CHECK of it, nor of notice kinds. */
export const ALARM_CODES = [...VAULT_ALARMS, ...WEB_ALARMS] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

/** Alarms about a day that comes: staff read of them in their daily digest, and are not called. */
const NOT_URGENT: readonly AlarmCode[] = [
  'client_certificate_expiring',
  'jose_key_expiring',
  'api_key_expiring',
  'api_key_over_quota',
];

/** Alarms that staff are told of at once. */
export const URGENT_ALARMS: readonly AlarmCode[] = ALARM_CODES.filter((code) => !NOT_URGENT.includes(code));

/** When somebody on the staff is told of something. */
export const TOLD_WHEN = ['at_once', 'digest', 'off'] as const;
export type ToldWhen = (typeof TOLD_WHEN)[number];

/** What a customer is mailed about a connection. */
export const NOTICE_KINDS = [
  'connected',
  'reconnected',
  'disconnected',
  /** What the disconnect came to at Wise, after a message that could not say so yet. */
  'receipt',
  'replaced',
  'needs_reconnect',
  /** Staff ask the customer to give access again. */
  'reconnect_link',
  'frozen',
  'released',
  /** Wise lets less money move than before (W16). */
  'money_movement',
  /** Nobody has used the connection for a long time. */
  'unused',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
