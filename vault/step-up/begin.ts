import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed, type StaffRole } from '#lib/contract/people';
import {
  type BegunStepUp,
  requestOptionsSchema,
  STEP_UP_RIGHTS,
  STEP_UP_SECONDS,
  type StepUpAct,
  transportsSchema,
} from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { randomId } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { challengeOf, digestOfAct, relyingParty } from './signed-values';
import { findStaffCaller } from './staff-caller';
import { webAuthn } from './webauthn';

/**
 * Begins the approval of one act with a passkey: what the browser is to ask the authenticator for. The challenge is a
 * digest of the act, so the signature is good for nothing else.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function beginStepUp(
  ctx: VaultContext,
  ask: { session: SessionClaim; act: StepUpAct },
): Promise<BegunStepUp> {
  const caller = await findStaffCaller(ctx, ask.session);
  const { staffId, sessionId, role } = caller.session;
  assertMayApprove(role, ask.act);
  const passkeys = await ctx.database.db.passkey.findMany({
    where: { staffId },
    select: { credentialId: true, transports: true },
    orderBy: { createdAt: 'asc' },
  });
  if (passkeys.length === 0) return { kind: 'no_passkey' };
  const id = randomId();
  const digest = digestOfAct(ask.act);
  await ctx.database.db.$executeRaw`
    INSERT INTO vault.step_ups (id, staff_id, session_id, act, digest, expires_at)
    VALUES (${id}::uuid, ${staffId}::uuid, ${sessionId}::uuid, ${ask.act.act}, ${digest},
      now() + make_interval(secs => ${STEP_UP_SECONDS}::float8))`;
  const { generateAuthenticationOptions } = await webAuthn();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(ctx).id,
    challenge: new Uint8Array(challengeOf(id, digest)),
    timeout: STEP_UP_SECONDS * 1_000,
    userVerification: 'required',
    allowCredentials: passkeys.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transportsSchema.parse(transports),
    })),
  });
  return { kind: 'begun', id, options: requestOptionsSchema.parse(options) };
}

/** Whether this role may do the act at all. */
export function mayApprove(role: StaffRole, { act }: Pick<StepUpAct, 'act'>): boolean {
  const right = STEP_UP_RIGHTS[act];
  return right === 'own' || isAllowed(role, right);
}

/** @throws AppError FORBIDDEN */
export function assertMayApprove(role: StaffRole, act: Pick<StepUpAct, 'act'>): void {
  if (!mayApprove(role, act)) throw new AppError('FORBIDDEN', { log: `${role} may not ${act.act}` });
}
