import { done, type Result, refused } from '#cli/place';
import { asOwner, LAST_ADMIN, lockPerson, nobody, record, sessionsEnded } from './transaction';

/** Lets a member of staff out: their sessions are over at once, in web and vault, and no sign-in makes a new one. */
export function disableColleague(ownerUrl: string, email: string): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    const { rows } = await owner.query<{ outcome: string; ended: number | null }>(
      'SELECT * FROM vault.disable_staff(NULL, $1)',
      [person.id],
    );
    const outcome = rows[0]?.outcome;
    if (outcome === 'last_admin') return refused(LAST_ADMIN);
    if (outcome === 'unchanged') return refused(`${email} is disabled already; nothing was changed`);
    if (outcome !== 'done') throw new Error(`nobody was disabled: ${outcome}`);
    const sessions = rows[0]?.ended ?? 0;
    await record(owner, {
      action: 'staff.disabled',
      command: 'staff:disable',
      detail: { staffId: person.id, sessionsEnded: sessions },
      personal: { email },
    });
    return done(`${email} is disabled; ${sessionsEnded(sessions)}`);
  });
}
