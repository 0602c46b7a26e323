import type { AuditAction } from '#lib/audit/append';
import type { ConnectionReason, ExchangeReason } from '#lib/contract/connections';
import { inLanguage } from './language';

const actions: Record<AuditAction, string> = {
  'attempt.started': 'Started connecting',
  'attempt.refused': 'Attempt to connect refused',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.refused': 'Sign-in refused',
  'connection.connected': 'Connected',
  'connection.reconnected': 'Reconnected',
  'connection.refused': 'Connection refused',
  'connection.lost': 'Connection lost',
  'connection.replaced': 'Replaced',
  'connection.money_movement': 'Money movement changed',
  'connection.disconnected': 'Disconnected',
  'connection.ended_at_wise': 'Tokens deleted after the disconnect',
  'sca.challenge_raised': 'Approval at Wise needed',
  'sca.approval_used': 'Approval used for its call',
  'sca.approval_returned': 'Approval given back, not used by Wise',
  'sca.factor_enrolled': 'Second factor set up at Wise by the partner’s system',
  'alarm.raised': 'Alarm raised',
  'alarm.cleared': 'Alarm cleared',
  'grants.refusals_accepted': 'Bulk-refusal override enabled',
  'grants.refusals_braked': 'Bulk-refusal override disabled',
  'client_secret.switched': 'Another client secret for Wise is in use',
  'client_secret.old_to_be_dropped': 'Old client secret for Wise to be removed',
  'ring_key.added': 'Encryption key added',
  'ring_key.imported': 'Encryption key moved into the database',
  'ring_key.activated': 'Encryption key activated',
  'ring_key.retired': 'Encryption key retired',
  'ring_key.marked_compromised': 'Encryption key marked as compromised',
  'ring_key.destroyed': 'Encryption key destroyed',
  'rewrap.started': 'Moving records to another encryption key started',
  'rewrap.finished': 'Moving records to another encryption key ended',
  'api_key.created': 'API key created',
  'api_key.revoked': 'API key revoked',
  'access_records.exported': 'Access records exported',
  'staff.added': 'Staff member added',
  'staff.disabled': 'Staff member disabled',
  'staff.enabled': 'Staff member enabled',
  'staff.role_changed': 'Staff member’s role changed',
  'staff.released': 'Staff member unlinked from their sign-in account',
  'staff.bound': 'Staff member linked to a sign-in account',
  'personal_token.added': 'Own API token added',
  'personal_token.rotated': 'Own API token rotated',
  'personal_token.removed': 'Own API token removed',
  'personal_token.refused': 'Own API token refused by Wise',
  'wise_user.requested': 'Wise user requested by API',
  'wise_user.created': 'Wise user created',
  'wise_user.tokens_reissued': 'Tokens issued again with the registration code',
  'wise_user.claim_link_used': 'Link to take the Wise account over used',
  'wise_user.code_erased': 'Registration code deleted',
};

const reasons: Record<ConnectionReason | ExchangeReason, string> = {
  lost_at_wise: 'Wise no longer accepts the token',
  replaced: 'Another customer connected the same Wise profile later',
  user_deactivated: 'The Wise user was deactivated',
  customer: 'The customer asked for it',
  staff: 'Staff asked for it',
  incident: 'An incident is being handled',
  erasure: 'Personal data is being erased',
  profile_mismatch: 'The profile isn’t one this grant may use',
  no_profile: 'The Wise user has no profile',
  code_refused: 'Wise refused the code',
  client_refused: 'Wise rejected our client credentials',
  wise_unavailable: 'We couldn’t reach Wise',
  unreadable_answer: 'We couldn’t read Wise’s answer',
};

/** Values of our own that read better in words; everything else is shown as it is. */
const values: Readonly<Record<string, string>> = {
  cancelled: 'cancelled at Wise',
  ended_at_wise: 'already ended at Wise',
  unconfirmed: 'not confirmed by Wise',
  pending: 'not known yet',
  needs_reconnect: 'needs reconnecting',
  no_restriction_known: 'no restriction known',
  true: 'yes',
  false: 'no',
};

const en = {
  actions,
  reasons,
  values,
  actors: {
    customer: 'Customer',
    staff: 'Staff',
    staffWithRole: (role: string) => `Staff, ${role}`,
    operator: 'Command line',
    system: 'Connect Wise, automatically',
  },
};

/** What the audit trail says to staff. */
export const auditMessages = inLanguage({ en });
