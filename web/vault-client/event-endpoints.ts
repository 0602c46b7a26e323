import 'server-only';
import type { EndpointActInput, EndpointResult } from '#lib/contract/endpoint-acts';
import { INTERNAL_API, type SessionClaim } from '#lib/contract/internal-api';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { call, reveal, type VaultEndpoint } from './call';

/**
 * Sends events to one of the partner's endpoints again, or enables or disables it, with the approval by passkey that the form
 * brought.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND, BAD_REQUEST, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function actOnEndpoint(
  ask: { session: SessionClaim; act: EndpointActInput; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<EndpointResult> {
  const body = { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp };
  const operation = INTERNAL_API.actOnEndpoint;
  return (await call({ operation, body }, endpoint)).result;
}
