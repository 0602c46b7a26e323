import 'server-only';
import type { Secret } from '#lib/log/secret';
import { type ExchangeAnswer, exchangeAnswerSchema } from './answers';
import { callVault, type VaultEndpoint } from './call-vault';
import { CALLBACK_WAIT_MS } from './deadlines';
import { revealSession, type VaultSession } from './session';

/**
 * Hands the code of a claimed attempt to the vault, which sends it to Wise at most once, ever. The same
 * attempt and code may be handed over again: the answer then comes from the vault's row. Answers with the
 * state after 9 s at the latest; the exchange goes on in the vault whether or not we wait.
 *
 * @throws AppError NOT_FOUND (not this customer's, not claimed, another code), FORBIDDEN (staff),
 *   NOT_SIGNED_IN, VAULT_UNAVAILABLE.
 */
export function exchangeCode(
  ask: { session: VaultSession; attemptId: string; code: Secret; profileId: string | null },
  endpoint?: VaultEndpoint,
): Promise<ExchangeAnswer> {
  return callVault(
    {
      method: 'POST',
      path: '/internal/exchanges',
      body: {
        session: revealSession(ask.session),
        attemptId: ask.attemptId,
        code: ask.code.reveal(),
        profileId: ask.profileId,
      },
      answer: exchangeAnswerSchema,
      deadlineMs: CALLBACK_WAIT_MS,
    },
    endpoint,
  );
}
