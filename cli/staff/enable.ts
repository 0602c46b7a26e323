import { done, type Result, refused } from '#cli/place';
import { asOwner, lockPerson, nobody, record } from './transaction';

/** Lets somebody who was disabled in again, with the role and the sign-in account they had. */
export function enableColleague(ownerUrl: string, email: string): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    const { rows } = await owner.query<{ outcome: string }>(
      'SELECT vault.enable_staff(NULL, $1) AS outcome',
      [person.id],
    );
    const outcome = rows[0]?.outcome;
    if (outcome === 'unchanged') return refused(`${email} is not disabled; nothing was changed`);
    if (outcome !== 'done') throw new Error(`nobody was enabled: ${outcome}`);
    await record(owner, {
      action: 'staff.enabled',
      command: 'staff:enable',
      detail: { staffId: person.id, role: person.role },
      personal: { email },
    });
    return done(`${email} can sign in at /staff again, as ${person.role}`);
  });
}
