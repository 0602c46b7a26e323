import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type {
  PersonalTokenActInput,
  PersonalTokenAnswer,
  SealingAct,
  SealingKey,
} from '#lib/contract/personal-token-acts';
import { PERSONAL_TOKEN_API } from '#lib/contract/personal-token-api';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { call, reveal, type VaultEndpoint } from './call';

/**
 * A key that the page seals one API token of the partner's own with: what comes here is ciphertext (decision 097).
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE
 */
export function makeSealingKey(
  { session, act }: { session: SessionClaim; act: SealingAct },
  endpoint?: VaultEndpoint,
): Promise<SealingKey> {
  const body = { session: reveal(session), act };
  return call({ operation: PERSONAL_TOKEN_API.makeSealingKey, body }, endpoint);
}

/**
 * Stores, replaces or removes such a token, with the approval by passkey that the form brought.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, STEP_UP_REQUIRED, VAULT_UNAVAILABLE
 */
export function actOnPersonalToken(
  ask: { session: SessionClaim; act: PersonalTokenActInput; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<PersonalTokenAnswer> {
  const body = { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp };
  return call({ operation: PERSONAL_TOKEN_API.act, body }, endpoint);
}
