import { sha256Bytes } from '#lib/hash/sha256';
import { beginExchange } from '#vault/exchanges/begin-exchange';
import { runExchange, type WhileReceived } from '#vault/exchanges/run-exchange';
import { randomId } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import type { Registration } from './read-registration';
import { openCode } from './registration-code';

/**
 * Tokens for a registration's code, through an ordinary exchange: stored before they are used, checked, and made the
 * grant of a connection when the user has a profile; else revoked, and the registration waits (decision 053). The end of
 * the exchange writes the registration's row in its own transaction.
 *
 * @returns false when nothing was sent: another exchange of this customer goes first, Wise makes us pause, or the code is
 *   erased.
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN
 */
export async function mint(
  ctx: VaultContext,
  registration: Registration,
  whileReceived?: WhileReceived,
): Promise<boolean> {
  const { id, customerId, environment, clientId, profileId, email } = registration;
  if (ctx.pauses.leftMs(environment) > 0) return false;
  const registrationCode = await openCode(ctx, registration);
  if (registrationCode === undefined) return false;
  const attemptId = randomId();
  const beginning = await beginExchange(ctx, {
    ...{ attemptId, customerId, environment, clientId, profileId, registrationId: id, sessionId: null },
    // The code may be sent often: each exchange is one of its own.
    codeHash: sha256Bytes(`registration ${id} ${attemptId}`),
    redirectUri: '',
    isConfigured: true,
    hasEnded: false,
  });
  if (beginning.kind !== 'begun') return false;
  await runExchange(
    ctx,
    beginning.exchange,
    { kind: 'registration', email, registrationCode },
    whileReceived,
  );
  return true;
}
