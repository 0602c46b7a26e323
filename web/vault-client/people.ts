import 'server-only';
import { INTERNAL_API, type SessionClaim } from '#lib/contract/internal-api';
import type { ReviewAct, ReviewAnswer, StaffAnswer, StaffPeopleActInput } from '#lib/contract/staff-acts';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { STEP_UP_API } from '#lib/contract/step-up-api';
import type { Secret } from '#lib/log/secret';
import { call, reveal, type VaultEndpoint } from './call';

/**
 * An admin's act on a colleague, with the approval by passkey that the form brought.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function actOnStaff(
  ask: { session: SessionClaim; act: StaffPeopleActInput; stepUp?: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<StaffAnswer> {
  return await call(
    {
      operation: INTERNAL_API.actOnStaff,
      body: { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp },
    },
    endpoint,
  );
}

/**
 * Begins a review of who has access, or confirms people in it.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE.
 */
export async function reviewAccess(
  ask: { session: SessionClaim; act: ReviewAct },
  endpoint?: VaultEndpoint,
): Promise<ReviewAnswer> {
  return await call(
    { operation: INTERNAL_API.reviewAccess, body: { session: reveal(ask.session), act: ask.act } },
    endpoint,
  );
}

/**
 * A code with which a colleague enrols one passkey. It is shown once.
 *
 * @throws AppError as `actOnStaff`; NOT_FOUND (nobody, or disabled)
 */
export async function makePasskeyCode(ask: {
  session: SessionClaim;
  staffId: string;
  stepUp: StepUpOnTheWire | undefined;
}): Promise<{ code: Secret; expiresAt: Date }> {
  return await call({
    operation: STEP_UP_API.makePasskeyCode,
    body: { session: reveal(ask.session), staffId: ask.staffId, stepUp: ask.stepUp },
  });
}
