/** Whom a session belongs to; each audience has its own tables, cookie and sign-in (docs/decisions/004). */
export const AUDIENCES = ['customer', 'staff'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const STAFF_ROLES = ['viewer', 'support', 'operator', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export function isStaffRole(value: unknown): value is StaffRole {
  return STAFF_ROLES.some((role) => role === value);
}

/** What staff do with any customer's connection. */
export type StaffAct =
  | 'view'
  | 'check'
  | 'note'
  | 'assign'
  | 'snooze'
  | 'send_link'
  | 'freeze'
  | 'release'
  | 'disconnect';

/** What staff do with any customer's data and sessions. */
export type CustomerAct = 'sign_customer_out' | 'export_connections' | 'export_customer' | 'erase_customer';

/** What staff do with the audit trail. `view_audit_people`: names, addresses, networks and what somebody wrote. */
export type AuditAct = 'view_audit_people' | 'export_audit';

/** What staff do to stop everything, or a part of it (design 4.20). Whoever sees trouble stops; an admin lets go on. */
export type HoldAct = 'place_hold' | 'release_hold' | 'run_incident';

/**
 * The acts of `StaffAct` on many connections at once (design 4.20); each wants the right to do it to one, too. `approve_bulk_act`:
 * as the second person.
 */
export type BulkRight = 'bulk_act' | 'approve_bulk_act';

/** What staff do with how all of them are told. */
export type NewsAct = 'test_chat';

/** What staff do with where the partner's systems are sent events (design 4.21). */
export type EventAct = 'manage_events';

/** What staff do with API tokens of the partner's own Wise account (design 4.26). */
export type OwnAccountAct = 'manage_personal_tokens';

/** What staff do with each other's access. */
export type ColleagueAct = 'manageStaff';

type Right =
  | StaffAct
  | BulkRight
  | CustomerAct
  | AuditAct
  | HoldAct
  | NewsAct
  | EventAct
  | OwnAccountAct
  | ColleagueAct;

/** Which roles may do what. Web asks before it shows or sends anything; the vault asks again before it acts (design 4.1). */
export const ALLOWED_ROLES = {
  view: ['viewer', 'support', 'operator', 'admin'],
  check: ['support', 'operator', 'admin'],
  note: ['support', 'operator', 'admin'],
  assign: ['support', 'operator', 'admin'],
  snooze: ['support', 'operator', 'admin'],
  send_link: ['support', 'operator', 'admin'],
  freeze: ['operator', 'admin'],
  release: ['operator', 'admin'],
  disconnect: ['operator', 'admin'],
  bulk_act: ['operator', 'admin'],
  approve_bulk_act: ['admin'],
  place_hold: ['operator', 'admin'],
  release_hold: ['admin'],
  run_incident: ['admin'],
  sign_customer_out: ['support', 'operator', 'admin'],
  export_connections: ['operator', 'admin'],
  export_customer: ['admin'],
  erase_customer: ['admin'],
  view_audit_people: ['support', 'operator', 'admin'],
  export_audit: ['admin'],
  test_chat: ['admin'],
  manage_events: ['operator', 'admin'],
  manage_personal_tokens: ['admin'],
  manageStaff: ['admin'],
} as const satisfies Record<Right, readonly StaffRole[]>;

export function isAllowed(role: StaffRole, act: Right): boolean {
  const roles: readonly StaffRole[] = ALLOWED_ROLES[act];
  return roles.includes(role);
}
