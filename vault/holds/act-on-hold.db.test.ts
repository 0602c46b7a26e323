import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HoldActionInput } from '#lib/contract/holds';
import { STAFF_ROLES, type StaffRole } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey } from '#vault/testing/step-up';
import { actOnHold } from './act-on-hold';

let harness: Harness;
let vault: VaultContext;
type Person = Awaited<ReturnType<typeof newStaffWithPasskey>>;
const people = new Map<StaffRole, Person>();

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  for (const role of STAFF_ROLES) people.set(role, await newStaffWithPasskey(harness, role));
});
afterAll(() => harness.close());

const as = (role: StaffRole): Person => people.get(role) as Person;
const PLACE = { act: 'hold.place', on: 'environment:sandbox', reason: 'a laptop was stolen' } as const;

async function act(person: Person, wanted: HoldActionInput, { with: other = wanted } = {}): Promise<string> {
  try {
    const stepUp = await approved(vault, person, other);
    return (await actOnHold(vault, { session: person.session, act: wanted, stepUp })).result;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

async function inForce(): Promise<string[]> {
  const { rows } = await harness.owner.query('SELECT id FROM vault.holds WHERE released_at IS NULL');
  return rows.map(({ id }) => id);
}

describe('staff and holds, by role', () => {
  it('operators and admins place one, and an admin releases it', async () => {
    const placed: Record<StaffRole, string> = {
      viewer: 'FORBIDDEN',
      support: 'FORBIDDEN',
      operator: 'placed',
      admin: 'in_force',
    };
    for (const role of STAFF_ROLES) expect([role, await act(as(role), PLACE)]).toEqual([role, placed[role]]);
    const [holdId = ''] = await inForce();
    const release = { act: 'hold.release', holdId, reason: 'it was found' } as const;
    const released: Record<StaffRole, string> = {
      viewer: 'FORBIDDEN',
      support: 'FORBIDDEN',
      operator: 'FORBIDDEN',
      admin: 'released',
    };
    for (const role of STAFF_ROLES)
      expect([role, await act(as(role), release)]).toEqual([role, released[role]]);
    expect(await act(as('admin'), release)).toBe('unchanged');
  });

  it('a session without the passkey does neither, also at the vault itself', async () => {
    const { session } = as('admin');
    await expect(actOnHold(vault, { session, act: PLACE })).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
    });
    expect(await inForce()).toEqual([]);
  });

  it('promise 14: an approval of one hold places no other', async () => {
    const wider = { ...PLACE, on: 'everything' } as const;
    expect(await act(as('operator'), wider, { with: PLACE })).toBe('STEP_UP_REQUIRED');
    expect(await act(as('operator'), { ...PLACE, reason: 'another' }, { with: PLACE })).toBe(
      'STEP_UP_REQUIRED',
    );
    expect(await inForce()).toEqual([]);
  });

  it('whoever was demoted or disabled a moment ago does nothing any more', async () => {
    const person = await newStaffWithPasskey(harness, 'operator');
    const stepUp = await approved(vault, person, PLACE);
    const late = () => actOnHold(vault, { session: person.session, act: PLACE, stepUp });
    await harness.owner.query(`UPDATE staff SET role = 'support' WHERE id = $1`, [person.id]);
    await expect(late()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await harness.owner.query(`UPDATE staff SET role = 'operator', disabled_at = now() WHERE id = $1`, [
      person.id,
    ]);
    await expect(late()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await inForce()).toEqual([]);
  });
});
