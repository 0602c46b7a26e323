import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { findStaffCaller } from '#vault/step-up/staff-caller';

/**
 * Gives a passkey of one's own another name.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND (another person's too)
 */
export async function renamePasskey(
  ctx: VaultContext,
  { session, passkeyId, name }: { session: SessionClaim; passkeyId: string; name: string },
): Promise<void> {
  const caller = await findStaffCaller(ctx, session);
  await ctx.database.db.$transaction(async (tx) => {
    const renamed = await tx.$executeRaw`
      UPDATE vault.passkeys SET name = ${name}
      WHERE id = ${passkeyId}::uuid AND staff_id = ${caller.session.staffId}::uuid`;
    if (renamed !== 1) throw new AppError('NOT_FOUND', { log: 'no such passkey of this person' });
    await appendAudit(tx, {
      action: 'staff.passkey_renamed',
      actor: caller.actor,
      detail: { passkeyId },
      personal: { passkey: name },
    });
  });
}
