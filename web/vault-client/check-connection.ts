import 'server-only';
import { type CheckAnswer, checkAnswerSchema } from './answers';
import { callVault, type VaultEndpoint } from './call-vault';
import { connectionPath } from './connection-path';
import { VAULT_DEADLINE_MS } from './deadlines';
import { revealSession, type VaultSession } from './session';

/**
 * "Check now": asks Wise whether the connection still works, at most once per connection and CHECK_WINDOW_SECONDS.
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE.
 */
export async function checkConnection(
  ask: { session: VaultSession; connectionId: string },
  endpoint?: VaultEndpoint,
): Promise<CheckAnswer> {
  return await callVault(
    {
      method: 'POST',
      path: connectionPath(ask.connectionId, 'check'),
      body: { session: revealSession(ask.session) },
      answer: checkAnswerSchema,
      deadlineMs: VAULT_DEADLINE_MS,
    },
    endpoint,
  );
}
