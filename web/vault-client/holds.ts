import 'server-only';
import type { HoldActionInput, HoldAnswer } from '#lib/contract/holds';
import { INTERNAL_API, type SessionClaim } from '#lib/contract/internal-api';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { call, reveal, type VaultEndpoint } from './call';

/**
 * Places or releases a hold, with the approval by passkey that the form brought.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function actOnHold(
  ask: { session: SessionClaim; act: HoldActionInput; stepUp?: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<HoldAnswer> {
  return await call(
    {
      operation: INTERNAL_API.actOnHold,
      body: { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp },
    },
    endpoint,
  );
}
