import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Attestation } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { relyingParty } from '#vault/step-up/signed-values';
import { findStaffCaller, holdRole, type StaffCaller } from '#vault/step-up/staff-caller';
import { webAuthn } from '#vault/step-up/webauthn';
import { ALGORITHMS } from './begin-enrolment';
import { hashOfTyped } from './make-code';

type Ask = { session: SessionClaim; code: Secret; name: string; attestation: Attestation };

/**
 * Enrols the passkey that was made after `beginEnrolment`, and spends the code with it: one code, one passkey.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, PASSKEY_CODE_REFUSED, PASSKEY_REFUSED
 */
export async function finishEnrolment(ctx: VaultContext, ask: Ask): Promise<{ passkeyId: string }> {
  const caller = await findStaffCaller(ctx, ask.session);
  return ctx.database.db.$transaction(async (tx) => {
    const challenge = await spendCode(tx, caller, ask.code);
    const passkeyId = await store(tx, caller, ask, await verify(ctx, challenge, ask.attestation));
    await appendAudit(tx, {
      action: 'staff.passkey_added',
      actor: caller.actor,
      detail: { passkeyId },
      personal: { passkey: ask.name },
    });
    return { passkeyId };
  });
}

async function spendCode(tx: Tx, caller: StaffCaller, code: Secret): Promise<string> {
  await holdRole(tx, caller);
  const { session } = caller;
  const [row] = await tx.$queryRaw<{ challenge: string }[]>`
    UPDATE vault.passkey_codes SET spent_at = now()
    WHERE code_hash = ${hashOfTyped(code)} AND staff_id = ${session.staffId}::uuid
      AND spent_at IS NULL AND expires_at > now()
      AND challenge_session_id = ${session.sessionId}::uuid AND challenge_expires_at > clock_timestamp()
    RETURNING challenge`;
  if (row === undefined)
    throw new AppError('PASSKEY_CODE_REFUSED', { log: 'no such open code of this session' });
  return row.challenge;
}

async function verify(ctx: VaultContext, challenge: string, attestation: Attestation) {
  const { id, origin } = relyingParty(ctx);
  const { verifyRegistrationResponse } = await webAuthn();
  const result = await verifyRegistrationResponse({
    response: attestation,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((cause: unknown) => {
    throw new AppError('PASSKEY_REFUSED', { log: 'the attestation does not fit', cause });
  });
  if (!result.verified)
    throw new AppError('PASSKEY_REFUSED', { log: 'the attestation could not be verified' });
  return result.registrationInfo;
}

type Registered = Awaited<ReturnType<typeof verify>>;

async function store(
  tx: Tx,
  { session }: StaffCaller,
  { name, attestation }: Ask,
  { credential, credentialBackedUp }: Registered,
): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vault.passkeys (staff_id, credential_id, public_key, sign_count, transports, is_backed_up, name)
    VALUES (${session.staffId}::uuid, ${credential.id}, ${credential.publicKey}, ${credential.counter},
      ${attestation.response.transports}::text[], ${credentialBackedUp}, ${name})
    ON CONFLICT (credential_id) DO NOTHING RETURNING id`;
  if (row === undefined)
    throw new AppError('PASSKEY_REFUSED', { log: 'this credential is enrolled already' });
  return row.id;
}
