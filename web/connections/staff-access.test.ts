import { describe, expect, it } from 'vitest';
import { isAllowed, STAFF_ROLES, type StaffAct, type StaffRole } from '#lib/contract/people';
import { assertStaffMay } from './staff-access';

const SUPPORT: StaffAct[] = ['check', 'note', 'assign', 'snooze', 'send_link'];
const OPERATOR: StaffAct[] = [...SUPPORT, 'freeze', 'release', 'disconnect'];

describe('what staff may do', () => {
  it.each<[StaffRole, StaffAct[]]>([
    ['viewer', ['view']],
    ['support', ['view', ...SUPPORT]],
    ['operator', ['view', ...OPERATOR]],
    ['admin', ['view', ...OPERATOR]],
  ])('lets %s do just %j', (role, acts) => {
    const all: StaffAct[] = ['view', ...OPERATOR];
    expect(all.filter((act) => isAllowed(role, act))).toEqual(acts);
  });

  it('knows every role there is, so that a new one starts with no right but by decision', () => {
    expect([...STAFF_ROLES].sort()).toEqual(['admin', 'operator', 'support', 'viewer']);
  });

  it('refuses with FORBIDDEN', () => {
    expect(() => assertStaffMay({ role: 'viewer' }, 'disconnect')).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });
});
