import { done, type Result, refused } from '#cli/place';
import type { Role } from './order';
import { asOwner, LAST_ADMIN, lockPerson, nobody, record } from './transaction';

/** Gives a member of staff another role, which holds from their next request on. */
export function changeRole(
  ownerUrl: string,
  { email, role }: { email: string; role: Role },
): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    const { rows } = await owner.query<{ outcome: string }>(
      'SELECT vault.set_staff_role(NULL, $1, $2::public.staff_role) AS outcome',
      [person.id, role],
    );
    const outcome = rows[0]?.outcome;
    if (outcome === 'last_admin') return refused(LAST_ADMIN);
    if (outcome === 'unchanged') return refused(`${email} is ${role} already; nothing was changed`);
    if (outcome !== 'done') throw new Error(`the role was not changed: ${outcome}`);
    await record(owner, {
      action: 'staff.role_changed',
      command: 'staff:role',
      detail: { staffId: person.id, was: person.role, role },
      personal: { email },
    });
    return done(`${email} is ${role} now, no longer ${person.role}`);
  });
}
