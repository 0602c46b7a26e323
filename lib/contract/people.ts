/** Whom a session belongs to; each audience has its own tables, cookie and sign-in (docs/decisions/004). */
export const AUDIENCES = ['customer', 'staff'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const STAFF_ROLES = ['viewer', 'support', 'operator', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What staff do with any customer's connection. */
export type StaffAct = 'view' | 'check' | 'disconnect';

/** Which roles may do what. Web asks before it shows or sends anything; the vault asks again before it acts (design 4.1). */
export const ALLOWED_ROLES = {
  view: ['viewer', 'support', 'operator', 'admin'],
  check: ['support', 'operator', 'admin'],
  disconnect: ['operator', 'admin'],
} as const satisfies Record<StaffAct, readonly StaffRole[]>;

export function isAllowed(role: StaffRole, act: StaffAct): boolean {
  const roles: readonly StaffRole[] = ALLOWED_ROLES[act];
  return roles.includes(role);
}
