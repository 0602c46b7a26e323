import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import {
  type PartnerEnrolled,
  type PartnerScaChallenge,
  type PartnerSentCode,
  scaEnrolmentSchema,
  scaFactorSchema,
  scaPhoneCodeSchema,
} from '#lib/contract/sca-challenges';
import { AppError } from '#lib/errors/app-error';
import { type ApiKey, reaches } from '#vault/api-keys/authenticate';
import type { VaultContext } from '#vault/runtime/context';
import { freshChallenge } from '#vault/sca/look-at-challenge';
import { passFactor, sendPhoneCode } from '#vault/sca/pass-factor';
import { approvalUrl } from '#vault/sca/raise-challenge';
import { type Challenge, readChallenge } from '#vault/sca/read-challenge';
import { enrolFactor, startSession } from '#vault/sca/start-session';
import { parse } from '../internal/requests';
import { type ById, keyOf, readId } from './guard';

/** What Wise wants its user to approve, and factors that a partner may pass on itself. */
export function registerScaChallengeRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { getScaChallenge: get, sendPhoneCode: send, passFactor: pass } = PARTNER_API;

  api.get<ById>(get.path, { config: { scope: get.scope } }, async (request) => {
    const challenge = await findChallenge(ctx, keyOf(request), readId(request.params));
    return challengeView(ctx, await freshChallenge(ctx, challenge, askerOf(request)));
  });

  api.post<ById>(send.path, { config: { scope: send.scope } }, async (request): Promise<PartnerSentCode> => {
    const { channel } = parse(scaPhoneCodeSchema, request.body);
    const challenge = await findChallenge(ctx, keyOf(request), readId(request.params));
    return { sent_to: await sendPhoneCode(ctx, challenge, { channel, ...askerOf(request) }) };
  });

  api.post<ById>(pass.path, { config: { scope: pass.scope } }, async (request) => {
    const factor = parse(scaFactorSchema, request.body);
    const challenge = await findChallenge(ctx, keyOf(request), readId(request.params));
    await passFactor(ctx, challenge, { ...factor, ...askerOf(request) });
    return challengeView(ctx, await findChallenge(ctx, keyOf(request), challenge.challengeId));
  });

  addOfConnection(api, ctx);
}

function addOfConnection(api: FastifyInstance, ctx: VaultContext): void {
  const { createScaSession: start, enrolFactor: enrol } = PARTNER_API;

  api.post<ById>(start.path, { config: { scope: start.scope } }, async (request) => {
    const connectionId = readId(request.params);
    const { challengeId } = await startSession(ctx, { connectionId, ...askerOf(request) });
    return challengeView(ctx, await findChallenge(ctx, keyOf(request), challengeId));
  });

  api.post<ById>(
    enrol.path,
    { config: { scope: enrol.scope } },
    async (request): Promise<PartnerEnrolled> => {
      const factor = parse(scaEnrolmentSchema, request.body);
      const asked = { ...factor, ...askerOf(request) };
      return {
        device_fingerprint_id: await enrolFactor(ctx, readId(request.params), asked),
      };
    },
  );
}

const askerOf = (request: FastifyRequest) => ({
  apiKeyId: keyOf(request).id,
  requestId: request.id,
  network: request.callerAddress,
});

/**
 * Its connection counts for the key's quota: Wise is asked about the challenge with that connection's token.
 *
 * @throws AppError NOT_FOUND, also for a challenge of an environment that the key does not reach; API_KEY_QUOTA_USED.
 */
async function findChallenge(ctx: VaultContext, key: ApiKey, challengeId: string): Promise<Challenge> {
  const challenge = await readChallenge(ctx, challengeId);
  if (challenge === undefined || !reaches(key, challenge.environment))
    throw new AppError('NOT_FOUND', { log: 'no such challenge' });
  await ctx.keyQuotas.admit(key, challenge.connectionId);
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
