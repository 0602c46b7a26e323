import { done, type Result, refused } from '#cli/place';
import type { Role } from './order';
import { adminsLeft, asOwner, lockPerson, nobody, record } from './transaction';

/** Gives a member of staff another role, which holds from their next request on. */
export function changeRole(
  ownerUrl: string,
  { email, role }: { email: string; role: Role },
): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    if (person.role === role) return refused(`${email} is ${role} already; nothing was changed`);
    await owner.query('UPDATE public.staff SET role = $2::public.staff_role WHERE id = $1', [
      person.id,
      role,
    ]);
    await record(owner, {
      action: 'staff.role_changed',
      command: 'staff:role',
      detail: { staffId: person.id, was: person.role, role },
      personal: { email },
    });
    return done(`${email} is ${role} now, no longer ${person.role}${await adminsLeft(owner)}`);
  });
}
