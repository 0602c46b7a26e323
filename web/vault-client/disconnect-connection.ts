import 'server-only';
import { type DisconnectAnswer, disconnectAnswerSchema } from './answers';
import { callVault, type VaultEndpoint } from './call-vault';
import { connectionPath } from './connection-path';
import { VAULT_DEADLINE_MS } from './deadlines';
import { revealSession, type VaultSession } from './session';

/**
 * Disconnects for good. When this resolves nothing is vended any more (promise 6); how it went at Wise is
 * on the connection's row later (`end_result`). Doing it twice is fine.
 *
 * @param ask.reason required for staff, at most 500 characters.
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, SIGN_IN_TOO_OLD, FORBIDDEN, BAD_REQUEST, VAULT_UNAVAILABLE.
 */
export async function disconnectConnection(
  ask: { session: VaultSession; connectionId: string; reason?: string },
  endpoint?: VaultEndpoint,
): Promise<DisconnectAnswer> {
  return await callVault(
    {
      method: 'POST',
      path: connectionPath(ask.connectionId, 'disconnect'),
      body: {
        session: revealSession(ask.session),
        ...(ask.reason === undefined ? {} : { reason: ask.reason }),
      },
      answer: disconnectAnswerSchema,
      deadlineMs: VAULT_DEADLINE_MS,
    },
    endpoint,
  );
}
