import type { AuditAction } from '#lib/audit/append';
import type { ConnectionReason, ExchangeReason } from '#lib/contract/connections';

export type AuditFact = { label: string; value: string };

const ACTION_WORDS: Record<AuditAction, string> = {
  'attempt.started': 'Began to connect',
  'attempt.refused': 'An attempt to connect was refused',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.refused': 'Sign-in refused',
  'connection.connected': 'Connected',
  'connection.reconnected': 'Connected again',
  'connection.refused': 'Connection refused',
  'connection.lost': 'Connection lost',
  'connection.replaced': 'Replaced',
  'connection.disconnected': 'Disconnected',
  'connection.ended_at_wise': 'Tokens erased after the disconnect',
  'alarm.raised': 'Alarm raised',
  'alarm.cleared': 'Alarm cleared',
  'grants.refusals_accepted': 'Many refusals of Wise accepted for a time',
  'grants.refusals_braked': 'Refusals of Wise no longer accepted in numbers',
  'api_key.created': 'API key created',
  'api_key.revoked': 'API key revoked',
  'staff.added': 'Staff member added',
  'staff.disabled': 'Staff member disabled',
  'staff.enabled': 'Staff member enabled again',
  'staff.role_changed': 'Role of a staff member changed',
  'staff.released': 'Staff member released from their sign-in account',
  'staff.bound': 'Staff member bound to a sign-in account',
};

const REASON_WORDS: Readonly<Record<ConnectionReason | ExchangeReason, string>> = {
  lost_at_wise: 'Wise no longer accepts the token',
  replaced: 'Another customer connected the same Wise profile later',
  user_deactivated: 'The Wise user was deactivated',
  customer: 'The customer asked for it',
  staff: 'Staff asked for it',
  incident: 'An incident is being handled',
  erasure: 'Personal data is being erased',
  profile_mismatch: 'The profile is not one this grant may use',
  no_profile: 'The Wise user has no profile',
  code_refused: 'Wise refused the code',
  client_refused: 'Wise refused our client',
  wise_unavailable: 'Wise could not be reached',
  unreadable_answer: 'Wise’s answer could not be read',
};

/** Values of our own that read better as words; everything else is shown as it is. */
const VALUE_WORDS: Readonly<Record<string, string>> = {
  cancelled: 'cancelled at Wise',
  ended_at_wise: 'already ended at Wise',
  unconfirmed: 'not confirmed by Wise',
  pending: 'not known yet',
  needs_reconnect: 'needs reconnecting',
  true: 'yes',
  false: 'no',
};

/** Shown elsewhere in the entry. */
const SHOWN_ELSEWHERE = new Set(['role', 'reason', 'by']);

export function auditWords(action: string): string {
  const words: Readonly<Record<string, string>> = ACTION_WORDS;
  return (Object.hasOwn(words, action) ? words[action] : undefined) ?? humanise(action.replaceAll('.', ' '));
}

/** The reason of an act: what the person wrote, else the words of the reason's code. */
export function auditReason(
  detail: Readonly<Record<string, unknown>>,
  personal: Readonly<Record<string, unknown>> | null,
): string | null {
  if (typeof personal?.reason === 'string' && personal.reason !== '') return personal.reason;
  if (typeof detail.reason !== 'string') return null;
  const words: Readonly<Record<string, string>> = REASON_WORDS;
  return (Object.hasOwn(words, detail.reason) ? words[detail.reason] : undefined) ?? humanise(detail.reason);
}

/** The other details of an entry (ids, codes, counts), labelled. */
export function auditFacts(detail: Readonly<Record<string, unknown>>): AuditFact[] {
  return Object.entries(detail).flatMap(([key, value]) => {
    if (SHOWN_ELSEWHERE.has(key) || value === null || typeof value === 'object') return [];
    const plain = String(value);
    const words = Object.hasOwn(VALUE_WORDS, plain) ? VALUE_WORDS[plain] : undefined;
    return [{ label: humanise(key), value: words ?? plain }];
  });
}

// `attemptId`, `attempt_id` and `attempt id` all become `Attempt id`.
function humanise(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
