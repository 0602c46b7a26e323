import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { BegunStepUp, CreationOptions, StepUpActInput, StepUpOnTheWire } from '#lib/contract/step-up';
import { STEP_UP_API } from '#lib/contract/step-up-api';
import type { Secret } from '#lib/log/secret';
import { call, reveal, type VaultEndpoint, withId } from './call';

// Passkeys and what they approve (design 4.19). Each throws AppError NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, VAULT_UNAVAILABLE.

/** Begins the approval of one act; the browser then asks the passkey. */
export function beginStepUp(
  { session, act }: { session: SessionClaim; act: StepUpActInput },
  endpoint?: VaultEndpoint,
): Promise<BegunStepUp> {
  const body = { session: reveal(session), act };
  return call({ operation: STEP_UP_API.beginStepUp, body }, endpoint);
}

/** @throws AppError PASSKEY_CODE_REFUSED */
export async function beginPasskey(
  { session, code }: { session: SessionClaim; code: Secret },
  endpoint?: VaultEndpoint,
): Promise<CreationOptions> {
  const body = { session: reveal(session), code: code.reveal() };
  return (await call({ operation: STEP_UP_API.beginPasskey, body }, endpoint)).options;
}

/** @throws AppError PASSKEY_CODE_REFUSED, PASSKEY_REFUSED */
export async function finishPasskey(
  ask: { session: SessionClaim; code: Secret; name: string; attestation: string },
  endpoint?: VaultEndpoint,
): Promise<void> {
  const { session, code, name, attestation } = ask;
  const body = { session: reveal(session), code: code.reveal(), name, attestation };
  await call({ operation: STEP_UP_API.finishPasskey, body }, endpoint);
}

/** @throws AppError NOT_FOUND */
export async function renamePasskey(
  { session, passkeyId, name }: { session: SessionClaim; passkeyId: string; name: string },
  endpoint?: VaultEndpoint,
): Promise<void> {
  const operation = withId(STEP_UP_API.renamePasskey, passkeyId);
  await call({ operation, body: { session: reveal(session), name } }, endpoint);
}

/** @throws AppError NOT_FOUND, STEP_UP_REQUIRED, LAST_PASSKEY */
export async function removePasskey(
  ask: { session: SessionClaim; passkeyId: string; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<void> {
  const operation = withId(STEP_UP_API.removePasskey, ask.passkeyId);
  const body = { session: reveal(ask.session), stepUp: ask.stepUp };
  await call({ operation, body }, endpoint);
}
