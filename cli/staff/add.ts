import { done, type Result, refused } from '#cli/place';
import type { Role } from './order';
import { asOwner, record } from './transaction';

export type Colleague = { email: string; role: Role; name: string | null };

/** Adds a member of staff. Nobody who is there already is changed. */
export function addColleague(ownerUrl: string, { email, role, name }: Colleague): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ id: string }>(
      `INSERT INTO public.staff (email, role, name) VALUES ($1, $2::public.staff_role, $3)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
      [email, role, name],
    );
    const id = rows[0]?.id;
    if (id === undefined) {
      const known = await owner.query<{ role: string; disabled_at: Date | null }>(
        'SELECT role, disabled_at FROM public.staff WHERE email = $1',
        [email],
      );
      const [person] = known.rows;
      const state =
        person?.disabled_at === null
          ? `as ${person.role} (npm run staff:role changes that)`
          : 'and is disabled (npm run staff:enable)';
      return refused(`${email} is on the staff already, ${state}; nothing was changed`);
    }
    await record(owner, {
      action: 'staff.added',
      command: 'staff:add',
      detail: { staffId: id, role },
      personal: { email, name },
    });
    return done(`${email} can now sign in at /staff as ${role}`);
  });
}
