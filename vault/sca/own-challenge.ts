import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { findCaller } from '#vault/connections/caller';
import type { VaultContext } from '#vault/runtime/context';
import { type Challenge, readChallenge } from './read-challenge';

export type OwnerAsk = { session: SessionClaim; challengeId: string };

/**
 * The challenge, for the customer whose connection it is about; to anybody else it does not exist.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN (staff), NOT_FOUND
 */
export async function findOwnChallenge(
  ctx: VaultContext,
  { session, challengeId }: OwnerAsk,
): Promise<{ challenge: Challenge; isRecent: boolean }> {
  const caller = await findCaller(ctx, session);
  if (caller.audience !== 'customer') throw new AppError('FORBIDDEN', { log: 'staff approve nothing' });
  const challenge = await readChallenge(ctx, challengeId);
  if (challenge === undefined || challenge.customerId !== caller.session.customerId) {
    throw new AppError('NOT_FOUND', { log: 'no such challenge for this customer' });
  }
  return { challenge, isRecent: caller.session.isRecent };
}
