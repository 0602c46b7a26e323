import { done, type Result, refused } from '#cli/place';
import { asOwner, endSessions, lockPerson, nobody, record } from './transaction';

/** Lets somebody who was disabled in again, with the role and the sign-in account they had. */
export function enableColleague(ownerUrl: string, email: string): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    if (person.disabledAt === null) return refused(`${email} is not disabled; nothing was changed`);
    // one that began while they were being disabled must not come to life again
    await endSessions(owner, person);
    await owner.query('UPDATE public.staff SET disabled_at = NULL WHERE id = $1', [person.id]);
    await record(owner, {
      action: 'staff.enabled',
      command: 'staff:enable',
      detail: { staffId: person.id, role: person.role },
      personal: { email },
    });
    return done(`${email} can sign in at /staff again, as ${person.role}`);
  });
}
