import { describe, expect, it } from 'vitest';
import { StaffRole } from '#lib/db/generated/enums';
import { assertStaffMay, type StaffAct, staffMay } from './staff-access';

describe('what staff may do', () => {
  it.each<[StaffRole, StaffAct[]]>([
    ['viewer', ['view']],
    ['support', ['view', 'check']],
    ['operator', ['view', 'check', 'disconnect']],
    ['admin', ['view', 'check', 'disconnect']],
  ])('lets %s do just %j', (role, acts) => {
    const all: StaffAct[] = ['view', 'check', 'disconnect'];
    expect(all.filter((act) => staffMay({ role }, act))).toEqual(acts);
  });

  it('knows every role there is, so that a new one starts with no right but by decision', () => {
    expect(Object.values(StaffRole).sort()).toEqual(['admin', 'operator', 'support', 'viewer']);
  });

  it('refuses with FORBIDDEN', () => {
    expect(() => assertStaffMay({ role: 'viewer' }, 'disconnect')).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });
});
