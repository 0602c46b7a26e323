import type { PeopleActName } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import type { By } from './person';

/** Acts that decide somebody's access: whoever does one has looked at that person. */
const DECIDES: ReadonlySet<PeopleActName> = new Set([
  'staff.invite',
  'staff.role',
  'staff.disable',
  'staff.enable',
]);

/** In a review that is under way, a change of somebody's access counts as the look at them. */
export async function noteChange(tx: Tx, { caller }: By, staffId: string, act: PeopleActName): Promise<void> {
  if (!DECIDES.has(act)) return;
  await tx.$executeRaw`
    INSERT INTO public.access_review_items (review_id, staff_id, role, decision, decided_by)
    SELECT review.id, person.id, person.role, 'changed', ${caller.session.staffId}::uuid
      FROM public.access_reviews review, public.staff person
     WHERE review.finished_at IS NULL AND person.id = ${staffId}::uuid
    ON CONFLICT (review_id, staff_id) DO UPDATE
      SET role = EXCLUDED.role, decision = 'changed', decided_by = EXCLUDED.decided_by, decided_at = now()`;
}
