import { done, type Result, refused } from '#cli/place';
import { adminsLeft, asOwner, endSessions, lockPerson, nobody, record, sessionsEnded } from './transaction';

/** Lets a member of staff out: their sessions are over at once, in web and vault, and no sign-in makes a new one. */
export function disableColleague(ownerUrl: string, email: string): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    if (person.disabledAt !== null) return refused(`${email} is disabled already; nothing was changed`);
    await owner.query('UPDATE public.staff SET disabled_at = now() WHERE id = $1', [person.id]);
    const sessions = await endSessions(owner, person);
    await record(owner, {
      action: 'staff.disabled',
      command: 'staff:disable',
      detail: { staffId: person.id, sessionsEnded: sessions },
      personal: { email },
    });
    return done(`${email} is disabled; ${sessionsEnded(sessions)}${await adminsLeft(owner)}`);
  });
}
