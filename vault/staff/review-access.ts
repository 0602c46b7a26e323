import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed, isStaffRole } from '#lib/contract/people';
import type { ReviewAct, ReviewAnswer } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { findStaffCaller, type StaffCaller } from '#vault/step-up/staff-caller';
import { lockStaff } from './person';

/**
 * Begins a review of who has access, or confirms people in it. Neither changes anybody's rights; the act that ends it wants a
 * passkey (`finishReview`).
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function reviewAccess(
  ctx: VaultContext,
  ask: { session: SessionClaim; act: ReviewAct },
): Promise<ReviewAnswer> {
  const caller = await findStaffCaller(ctx, ask.session);
  return ctx.database.db.$transaction(async (tx) => {
    await lockStaff(tx);
    await mustManageStaff(tx, caller);
    return ask.act.act === 'start' ? start(tx, caller) : confirm(tx, caller, ask.act);
  });
}

/** Their role as it is now: it may have changed since the session was looked up. */
async function mustManageStaff(tx: Tx, { session }: StaffCaller): Promise<void> {
  const [row] = await tx.$queryRaw<{ role: string | null }[]>`
    SELECT vault.hold_staff_role(${session.staffId}::uuid, ${session.sessionId}::uuid) AS role`;
  if (!isStaffRole(row?.role))
    throw new AppError('NOT_SIGNED_IN', { log: 'signed out or disabled a moment ago' });
  if (!isAllowed(row.role, 'manageStaff')) {
    throw new AppError('FORBIDDEN', { log: `${row.role} may not review access` });
  }
}

/** One at a time: whoever begins one that is under way goes on with it. */
async function start(tx: Tx, { session, actor }: StaffCaller): Promise<ReviewAnswer> {
  const open = await tx.accessReview.findFirst({ where: { finishedAt: null }, select: { id: true } });
  if (open !== null) return { reviewId: open.id, confirmed: 0 };
  const { id } = await tx.accessReview.create({ data: { startedBy: session.staffId }, select: { id: true } });
  await appendAudit(tx, { action: 'staff.access_review_started', actor, detail: { reviewId: id } });
  return { reviewId: id, confirmed: 0 };
}

/** A change that was made in this review stays one; who was disabled or has another role than the page showed is left out. */
async function confirm(
  tx: Tx,
  { session }: StaffCaller,
  { reviewId, people }: Extract<ReviewAct, { act: 'confirm' }>,
): Promise<ReviewAnswer> {
  const open = await tx.accessReview.count({ where: { id: reviewId, finishedAt: null } });
  if (open === 0) return { reviewId: null, confirmed: 0 };
  const confirmed = await tx.$executeRaw`
    INSERT INTO public.access_review_items (review_id, staff_id, role, decision, decided_by)
    SELECT ${reviewId}::uuid, person.id, person.role, 'confirmed', ${session.staffId}::uuid
      FROM unnest(${people.map(({ staffId }) => staffId)}::uuid[], ${people.map(({ role }) => role)}::text[])
        AS shown (id, role)
      JOIN public.staff person ON person.id = shown.id AND person.role::text = shown.role AND person.disabled_at IS NULL
    ON CONFLICT (review_id, staff_id) DO UPDATE
      SET role = EXCLUDED.role, decision = 'confirmed', decided_by = EXCLUDED.decided_by, decided_at = now()
      WHERE access_review_items.role <> EXCLUDED.role`;
  return { reviewId, confirmed };
}
