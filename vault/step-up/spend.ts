import { type Assertion, type StepUp, type StepUpActInput, stepUpActSchema } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from './begin';
import { lockPasskey, markPasskeyUsed, type PasskeyRow } from './passkey-row';
import { challengeOf, digestOfAct, relyingParty } from './signed-values';
import { holdRole, type StaffCaller } from './staff-caller';
import { webAuthn } from './webauthn';

/**
 * Takes the approval that an act came with, inside the transaction of the act and before anything else in it: the same
 * person, the same session, the same act, within two minutes, once, signed by a passkey of theirs after they were
 * verified (promise 14). Their role is asked for again and held until the transaction ends.
 *
 * @param act what is really going to be done, made of the act's own arguments.
 * @returns the passkey, for the act's audit row.
 * @throws AppError STEP_UP_REQUIRED; NOT_SIGNED_IN, FORBIDDEN: a moment ago.
 */
export async function spendStepUp(
  ctx: VaultContext,
  tx: Tx,
  caller: StaffCaller,
  act: StepUpActInput,
  stepUp: StepUp | undefined,
): Promise<{ passkeyId: string }> {
  const parsed = stepUpActSchema.parse(act);
  const { staffId } = caller.session;
  // first: whoever lost the role since the page was opened is told that, not to try the passkey again
  assertMayApprove(await holdRole(tx, caller), parsed);
  if (stepUp === undefined) throw refusal('no approval came with it');
  const passkey = await lockPasskey(tx, staffId, stepUp.assertion.id);
  if (passkey === undefined) throw refusal('no such passkey of this person');
  const digest = digestOfAct(parsed);
  const spent = await tx.$executeRaw`
    UPDATE vault.step_ups SET spent_at = now(), passkey_id = ${passkey.id}::uuid
    WHERE id = ${stepUp.id}::uuid AND staff_id = ${staffId}::uuid
      AND session_id = ${caller.session.sessionId}::uuid AND digest = ${digest}
      AND spent_at IS NULL AND expires_at > clock_timestamp()`;
  if (spent !== 1) throw refusal('not this act, person or session, or over, or used');
  const proof = await verify(ctx, { challenge: challengeOf(stepUp.id, digest), passkey, ...stepUp });
  await markPasskeyUsed(tx, passkey.id, proof);
  return { passkeyId: passkey.id };
}

type Signed = { challenge: Buffer; passkey: PasskeyRow; assertion: Assertion };

/** @throws AppError STEP_UP_REQUIRED: the library says by throwing what does not fit, and answers whether the signature does. */
async function verify(ctx: VaultContext, { challenge, passkey, assertion }: Signed) {
  const { id, origin } = relyingParty(ctx);
  const { verifyAuthenticationResponse } = await webAuthn();
  const result = await verifyAuthenticationResponse({
    response: assertion,
    expectedChallenge: challenge.toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: passkey.publicKey,
      counter: Number(passkey.signCount),
    },
  }).catch((cause: unknown) => {
    throw refusal('the assertion does not fit', cause);
  });
  if (!result.verified) throw refusal('the signature is not of this passkey');
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  return { signCount: newCounter, isBackedUp: credentialBackedUp };
}

const refusal = (log: string, cause?: unknown) =>
  new AppError('STEP_UP_REQUIRED', { log, ...(cause === undefined ? {} : { cause }) });
