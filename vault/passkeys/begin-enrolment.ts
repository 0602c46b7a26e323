import type { SessionClaim } from '#lib/contract/internal-api';
import { type CreationOptions, creationOptionsSchema, transportsSchema } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { relyingParty } from '#vault/step-up/signed-values';
import { findStaffCaller } from '#vault/step-up/staff-caller';
import { webAuthn } from '#vault/step-up/webauthn';
import { hashOfTyped } from './make-code';

/** Ed25519, ECDSA on P-256, RSA with PKCS #1: what authenticators have. */
export const ALGORITHMS = [-8, -7, -257];

const ENROL_SECONDS = 300;

/**
 * Begins an enrolment with a code of this person's: what the browser is to ask a new authenticator for. It spends nothing:
 * who cancels can begin again.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, PASSKEY_CODE_REFUSED
 */
export async function beginEnrolment(
  ctx: VaultContext,
  ask: { session: SessionClaim; code: Secret },
): Promise<CreationOptions> {
  const { session } = await findStaffCaller(ctx, ask.session);
  const own = await ctx.database.db.passkey.findMany({
    where: { staffId: session.staffId },
    select: { credentialId: true, transports: true },
  });
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: 'Connect Wise',
    rpID: relyingParty(ctx).id,
    userID: new Uint8Array(Buffer.from(session.staffId.replaceAll('-', ''), 'hex')),
    userName: session.email,
    userDisplayName: session.name ?? session.email,
    timeout: ENROL_SECONDS * 1_000,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: own.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transportsSchema.parse(transports),
    })),
  });
  const found = await ctx.database.db.$executeRaw`
    UPDATE vault.passkey_codes SET challenge = ${options.challenge}, challenge_session_id = ${session.sessionId}::uuid,
      challenge_expires_at = now() + make_interval(secs => ${ENROL_SECONDS}::float8)
    WHERE code_hash = ${hashOfTyped(ask.code)} AND staff_id = ${session.staffId}::uuid
      AND spent_at IS NULL AND expires_at > now()`;
  if (found !== 1) throw new AppError('PASSKEY_CODE_REFUSED', { log: 'no such open code of this person' });
  return creationOptionsSchema.parse(options);
}
