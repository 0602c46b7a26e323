import type { StaffPeopleActInput } from '#lib/contract/staff-acts';
import { signIn } from './attempts';
import type { Harness } from './harness';

type Prepare = (harness: Harness, id: string) => Promise<StaffPeopleActInput>;

/** Every act, on this colleague, who is as the act wants them. */
export const STAFF_ACTS: Readonly<Record<string, Prepare>> = {
  'staff.invite': async (_harness, id) => ({
    act: 'staff.invite',
    email: `${id}@new.example`,
    name: 'New',
    role: 'viewer',
  }),
  'staff.role': async (_harness, staffId) => ({ act: 'staff.role', staffId, role: 'operator' }),
  'staff.disable': async (_harness, staffId) => ({ act: 'staff.disable', staffId }),
  'staff.enable': async (harness, staffId) => {
    await harness.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [staffId]);
    return { act: 'staff.enable', staffId };
  },
  'staff.sign_out': async (harness, staffId) => {
    await signIn(harness, 'staff', staffId);
    return { act: 'staff.sign_out', staffId };
  },
  'staff.release': async (harness, staffId) => {
    await harness.owner.query(
      `INSERT INTO staff_accounts (provider, issuer, subject, type, staff_id)
       VALUES ('staff-oidc', 'https://sso.example', $1, 'oauth', $2)`,
      [crypto.randomUUID(), staffId],
    );
    return { act: 'staff.release', staffId };
  },
};
