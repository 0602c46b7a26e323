import type { FastifyInstance } from 'fastify';
import { INTERNAL_API } from '#lib/contract/internal-api';
import type { VaultContext } from '#vault/runtime/context';
import { handOut } from '#vault/sca/hand-out';
import { lookAtChallenge } from '#vault/sca/look-at-challenge';
import { type ById, parse, parseConnectionId } from './requests';

/** What the customer's approval page asks for. */
export function registerApprovalRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { lookAtApproval, handOutApproval } = INTERNAL_API;
  app.post<ById>(lookAtApproval.path, async (request) => {
    const challengeId = parseConnectionId(request.params);
    const { session } = parse(lookAtApproval.request, request.body);
    return lookAtChallenge(ctx, { session, challengeId });
  });
  app.post<ById>(handOutApproval.path, async (request) => {
    const challengeId = parseConnectionId(request.params);
    const { session, environment } = parse(handOutApproval.request, request.body);
    return handOut(ctx, { session, challengeId, environment });
  });
}
