import type { HandOutAnswerOnTheWire } from '#lib/contract/internal-api';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { refuseIfHeld } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import { openOneTimeToken } from './challenge-row';
import { findOwnChallenge, type OwnerAsk } from './own-challenge';

/** A window that was closed may be opened again; somebody who only collects them gets no more (decision 051). */
const MOST_HAND_OUTS = 5;

/**
 * The one-time token, for the form that takes the owner's browser to Wise's page: the one way in which it leaves the vault
 * other than in the approved call itself. Wise shows it to the customer's browser by design; alone it opens nothing.
 *
 * @throws AppError as `findOwnChallenge`; SIGN_IN_TOO_OLD; CHALLENGE_USED; CHALLENGE_EXPIRED, also when the connection
 *   is frozen or not active; ACCESS_ON_HOLD; CONFLICT when there is nothing to approve now; TOO_MANY_REQUESTS; RECORD_REFUSED, KEY_UNKNOWN.
 */
export async function handOut(
  ctx: VaultContext,
  ask: OwnerAsk & { environment: Environment },
): Promise<HandOutAnswerOnTheWire> {
  const { challenge, isRecent } = await findOwnChallenge(ctx, ask);
  if (challenge.environment !== ask.environment)
    throw new AppError('NOT_FOUND', { log: 'of the other environment' });
  if (!isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  const { state, challengeId } = challenge;
  if (state === 'used') throw new AppError('CHALLENGE_USED');
  if (state === 'expired') throw new AppError('CHALLENGE_EXPIRED');
  if (!challenge.isConnectionLive)
    throw new AppError('CHALLENGE_EXPIRED', { log: 'its connection is frozen or not active' });
  if (state !== 'pending') throw new AppError('CONFLICT', { log: `a challenge that is ${state}` });
  await refuseIfHeld(ctx.database.pool, ask.environment);
  const oneTimeToken = await openOneTimeToken(ctx, challenge);
  const counted = await ctx.database.db.$executeRaw`
    UPDATE vault.sca_challenges AS s SET handed_out = handed_out + 1 FROM public.connections AS c
    WHERE s.id = ${challengeId}::uuid AND s.handed_out < ${MOST_HAND_OUTS}::int AND s.used_at IS NULL
      AND s.expires_at > now() AND c.id = s.connection_id AND c.status = 'active' AND c.frozen_at IS NULL`;
  if (counted === 0)
    throw new AppError('TOO_MANY_REQUESTS', { log: 'a one-time token was handed out often enough' });
  return { oneTimeToken: oneTimeToken.reveal() };
}
