import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer, StaffPeopleAct } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By } from './person';

type Finish = Extract<StaffPeopleAct, { act: 'staff.finish_review' }>;
type Count = { open: number; confirmed: number; changed: number; confirmedSelf: number };

/** Ends a review in which everybody who has access was looked at, with the role they have now. Its audit row is the proof. */
export async function finishReview(
  tx: Tx,
  { caller, passkeyId }: By,
  { reviewId }: Finish,
): Promise<StaffAnswer> {
  const by = caller.session.staffId;
  const [count] = await tx.$queryRaw<Count[]>`
    SELECT count(*) FILTER (WHERE person.disabled_at IS NULL AND item.role IS DISTINCT FROM person.role)::int AS open,
           count(*) FILTER (WHERE item.decision = 'confirmed')::int AS confirmed,
           count(*) FILTER (WHERE item.decision = 'changed')::int AS changed,
           count(*) FILTER (WHERE item.decision = 'confirmed' AND item.decided_by = item.staff_id)::int AS "confirmedSelf"
      FROM public.staff person
      LEFT JOIN public.access_review_items item ON item.staff_id = person.id AND item.review_id = ${reviewId}::uuid`;
  if (count === undefined || count.open > 0) return answer('not_finished');
  const finished = await tx.$executeRaw`
    UPDATE public.access_reviews SET finished_at = now(), finished_by = ${by}::uuid
     WHERE id = ${reviewId}::uuid AND finished_at IS NULL`;
  if (finished !== 1) return answer('unchanged');
  const { confirmed, changed, confirmedSelf } = count;
  await appendAudit(tx, {
    action: 'staff.access_reviewed',
    actor: caller.actor,
    detail: { reviewId, confirmed, changed, confirmedSelf, passkeyId },
  });
  return answer('done');
}
