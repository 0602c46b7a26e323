import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller } from '#vault/step-up/staff-caller';

type Ask = { session: SessionClaim; passkeyId: string; stepUp?: StepUp | undefined };

/**
 * Removes a passkey of one's own. The last one goes only while a code for the next is open: else the person could approve
 * nothing more.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, NOT_FOUND (another person's too), LAST_PASSKEY
 */
export async function removePasskey(ctx: VaultContext, { session, passkeyId, stepUp }: Ask): Promise<void> {
  const caller = await findStaffCaller(ctx, session);
  const { staffId } = caller.session;
  await ctx.database.db.$transaction(async (tx) => {
    // two removals at once must not each count the other's passkey
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('passkeys'), hashtext(${staffId}))`;
    const approved = await spendStepUp(ctx, tx, caller, { act: 'passkey.remove', passkeyId }, stepUp);
    const [removed] = await tx.$queryRaw<{ name: string; isLast: boolean; hasCode: boolean }[]>`
      DELETE FROM vault.passkeys AS gone WHERE id = ${passkeyId}::uuid AND staff_id = ${staffId}::uuid
      RETURNING name,
        NOT EXISTS (SELECT 1 FROM vault.passkeys WHERE staff_id = gone.staff_id AND id <> gone.id) AS "isLast",
        EXISTS (SELECT 1 FROM vault.passkey_codes AS code WHERE code.staff_id = gone.staff_id
          AND code.spent_at IS NULL AND code.expires_at > now()) AS "hasCode"`;
    if (removed === undefined) throw new AppError('NOT_FOUND', { log: 'no such passkey of this person' });
    if (removed.isLast && !removed.hasCode) throw new AppError('LAST_PASSKEY');
    await appendAudit(tx, {
      action: 'staff.passkey_removed',
      actor: caller.actor,
      detail: { passkeyId, approvedWith: approved.passkeyId },
      personal: { passkey: removed.name },
    });
  });
}
