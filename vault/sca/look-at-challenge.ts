import type { ApprovalAnswer } from '#lib/contract/internal-api';
import { AppError, toAppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { askHowItStands } from './ask-wise';
import { findOwnChallenge, type OwnerAsk } from './own-challenge';
import { type Challenge, readChallenge } from './read-challenge';
import type { Asker } from './wise-access';

/**
 * How the owner's challenge stands, after Wise was asked where that is due. When Wise or the connection cannot be asked,
 * what is known stands.
 *
 * @throws AppError as `findOwnChallenge`
 */
export async function lookAtChallenge(ctx: VaultContext, ask: OwnerAsk): Promise<ApprovalAnswer> {
  const { challenge } = await findOwnChallenge(ctx, ask);
  // a customer is no network of the partner's: none is kept
  const asker = { apiKeyId: null, requestId: challenge.challengeId, network: undefined };
  const { state } = await freshChallenge(ctx, challenge, asker);
  return { challengeId: challenge.challengeId, state };
}

/** The same challenge as Wise has it now, as far as it can be asked. */
export async function freshChallenge(
  ctx: VaultContext,
  challenge: Challenge,
  asker: Asker,
): Promise<Challenge> {
  try {
    await askHowItStands(ctx, challenge, asker);
  } catch (thrown) {
    const err = toAppError(thrown);
    ctx.log.info({ challengeId: challenge.challengeId, err }, 'an approval could not be looked at');
  }
  const fresh = await readChallenge(ctx, challenge.challengeId);
  if (fresh === undefined) throw new AppError('NOT_FOUND');
  return fresh;
}
