import type { FastifyInstance } from 'fastify';
import { INTERNAL_API } from '#lib/contract/internal-api';
import { readInventory } from '#vault/inventory/read-inventory';
import { createReadReadiness } from '#vault/readiness/read-readiness';
import type { VaultContext } from '#vault/runtime/context';
import { registerApprovalRoutes } from './approvals';
import { registerAuditRoutes } from './audit';
import { registerBulkRoutes } from './bulk-acts';
import { registerColleagueRoutes } from './colleagues';
import { registerCustomerRoutes } from './customers';
import { registerEndpointRoutes } from './event-endpoints';
import { registerFollowUpRoutes } from './follow-up';
import { registerHoldRoutes } from './holds';
import { registerIncidentRoutes } from './incidents';
import { registerPasskeyRoutes } from './passkeys';
import { registerPersonalTokenRoutes } from './personal-tokens';
import { parse } from './requests';

/** What pages ask for besides exchanges and connections, one file a subject. */
export function registerPeopleRoutes(app: FastifyInstance, ctx: VaultContext): void {
  registerCustomerRoutes(app, ctx);
  registerFollowUpRoutes(app, ctx);
  registerApprovalRoutes(app, ctx);
  registerPasskeyRoutes(app, ctx);
  registerColleagueRoutes(app, ctx);
  registerHoldRoutes(app, ctx);
  registerIncidentRoutes(app, ctx);
  registerBulkRoutes(app, ctx);
  registerEndpointRoutes(app, ctx);
  registerPersonalTokenRoutes(app, ctx);
  registerAuditRoutes(app, ctx);
  app.post(INTERNAL_API.inventory.path, async (request) =>
    readInventory(ctx, parse(INTERNAL_API.inventory.request, request.body)),
  );
  const readReadiness = createReadReadiness(ctx);
  app.post(INTERNAL_API.readiness.path, async (request) =>
    readReadiness(parse(INTERNAL_API.readiness.request, request.body)),
  );
}
