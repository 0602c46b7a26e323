import type { FastifyInstance } from 'fastify';
import { INTERNAL_API } from '#lib/contract/internal-api';
import type { VaultContext } from '#vault/runtime/context';
import { actOnStaff } from '#vault/staff/act-on-staff';
import { reviewAccess } from '#vault/staff/review-access';
import { parse } from './requests';

/** Who works here: what admins do to colleagues, and the review of who has access (decision 066). */
export function registerColleagueRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { actOnStaff: act, reviewAccess: review } = INTERNAL_API;
  app.post(act.path, async (request) => actOnStaff(ctx, parse(act.request, request.body)));
  app.post(review.path, async (request) => reviewAccess(ctx, parse(review.request, request.body)));
}
