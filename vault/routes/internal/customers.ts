import type { FastifyInstance } from 'fastify';
import { CUSTOMER_API } from '#lib/contract/customer-routes';
import type { SessionClaim } from '#lib/contract/internal-api';
import { type CustomerAct, isAllowed } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { findCaller } from '#vault/connections/caller';
import type { Approve } from '#vault/personal-data/approval';
import { exportPerson } from '#vault/personal-data/export-person';
import { startErasure } from '#vault/personal-data/start-erasure';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, parse, parseConnectionId } from './requests';

/** What staff do with a whole customer. */
export function registerCustomerRoutes(app: FastifyInstance, ctx: VaultContext): void {
  app.post<ById>(CUSTOMER_API.exportPerson.path, async (request) => {
    const customerId = parseConnectionId(request.params);
    const { session } = parse(CUSTOMER_API.exportPerson.request, request.body);
    return exportPerson(ctx, customerId, approval(ctx, session, 'export_customer'));
  });
  app.post<ById>(CUSTOMER_API.erasePerson.path, async (request) => {
    const customerId = parseConnectionId(request.params);
    const { session } = parse(CUSTOMER_API.erasePerson.request, request.body);
    return startErasure(ctx, customerId, approval(ctx, session, 'erase_customer'));
  });
}

/** Staff with the role for it, who signed in lately. @throws AppError NOT_SIGNED_IN, FORBIDDEN, SIGN_IN_TOO_OLD */
function approval(ctx: VaultContext, session: SessionClaim, act: CustomerAct): Approve {
  return async () => {
    const caller = await findCaller(ctx, session);
    if (caller.audience !== 'staff' || !isAllowed(caller.session.role, act)) {
      throw new AppError('FORBIDDEN', { log: `not allowed to ${act}` });
    }
    if (!caller.session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
    const { staffId: id, role, name, email } = caller.session;
    return { actor: { kind: 'staff', id, role, name, email } };
  };
}
