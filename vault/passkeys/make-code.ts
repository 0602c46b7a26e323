import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { sha256Bytes } from '#lib/hash/sha256';
import { Secret } from '#lib/log/secret';
import { randomCode, readCode } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller } from '#vault/step-up/staff-caller';

/** Long enough to be handed over by hand to a colleague who is away today. */
export const CODE_HOURS = 24;

/** A new code, and what is stored of it. With 80 random bits a fast hash does. */
export function newCode(): { code: Secret; hash: Buffer } {
  const code = randomCode();
  return { code: new Secret(code), hash: sha256Bytes(code) };
}

export const hashOfTyped = (typed: Secret): Buffer => sha256Bytes(readCode(typed.reveal()));

type Ask = { session: SessionClaim; staffId: string; stepUp?: StepUp | undefined };

/**
 * A code by which a colleague enrols a passkey: made by another admin, shown once. Nobody makes one for themselves: a stolen
 * session would then be enough to enrol the thief's passkey.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, NOT_FOUND (nobody, or disabled), CONFLICT (oneself)
 */
export async function makePasskeyCode(
  ctx: VaultContext,
  { session, staffId, stepUp }: Ask,
): Promise<{ code: Secret; expiresAt: Date }> {
  const caller = await findStaffCaller(ctx, session);
  const { code, hash } = newCode();
  const expiresAt = await ctx.database.db.$transaction(async (tx) => {
    const { passkeyId } = await spendStepUp(ctx, tx, caller, { act: 'passkey.code', staffId }, stepUp);
    if (staffId === caller.session.staffId) throw new AppError('CONFLICT', { log: 'a code for oneself' });
    const rows = await tx.$queryRaw<{ expiresAt: Date }[]>`
      INSERT INTO vault.passkey_codes (staff_id, code_hash, made_by, expires_at)
      SELECT id, ${hash}, ${caller.session.staffId}::uuid, now() + make_interval(hours => ${CODE_HOURS}::int)
      FROM public.staff WHERE id = ${staffId}::uuid AND disabled_at IS NULL
      RETURNING expires_at AS "expiresAt"`;
    if (rows[0] === undefined) throw new AppError('NOT_FOUND', { log: 'no such colleague' });
    await appendAudit(tx, {
      action: 'staff.passkey_code_made',
      actor: caller.actor,
      detail: { staffId, passkeyId },
    });
    return rows[0].expiresAt;
  });
  return { code, expiresAt };
}
