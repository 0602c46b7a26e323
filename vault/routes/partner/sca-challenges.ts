import type { FastifyInstance } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import type { PartnerScaChallenge } from '#lib/contract/sca-challenges';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { freshChallenge } from '#vault/sca/look-at-challenge';
import { approvalUrl } from '#vault/sca/raise-challenge';
import { type Challenge, readChallenge } from '#vault/sca/read-challenge';
import { type ById, readId } from './guard';

/** What Wise wants its user to approve. */
export function registerScaChallengeRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { path, scope } = PARTNER_API.getScaChallenge;
  api.get<ById>(path, { config: { scope } }, async (request) => {
    const challenge = await findChallenge(ctx, readId(request.params));
    return challengeView(ctx, await freshChallenge(ctx, challenge));
  });
}

/** @throws AppError NOT_FOUND */
async function findChallenge(ctx: VaultContext, challengeId: string): Promise<Challenge> {
  const challenge = await readChallenge(ctx, challengeId);
  if (challenge === undefined) throw new AppError('NOT_FOUND', { log: 'no such challenge' });
  return challenge;
}

/** As the back end sees it: the one-time token stays here. */
function challengeView(ctx: VaultContext, challenge: Challenge): PartnerScaChallenge {
  return {
    id: challenge.challengeId,
    connection_id: challenge.connectionId,
    state: challenge.state,
    operation: challenge.operation,
    factors_left: challenge.factorsLeft.map((each) => each.toLowerCase().split('|')),
    approval_url: approvalUrl(ctx, challenge.challengeId),
    created_at: challenge.createdAt.toISOString(),
    expires_at: challenge.expiresAt.toISOString(),
  };
}
