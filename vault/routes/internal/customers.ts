import type { FastifyInstance } from 'fastify';
import { CUSTOMER_API } from '#lib/contract/customer-routes';
import { approvalOfStaff } from '#vault/personal-data/approval';
import { exportPerson } from '#vault/personal-data/export-person';
import { startErasure } from '#vault/personal-data/start-erasure';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, parse, parseConnectionId } from './requests';

/** What staff do with a whole customer, each approved with a passkey (design 4.19). */
export function registerCustomerRoutes(app: FastifyInstance, ctx: VaultContext): void {
  app.post<ById>(CUSTOMER_API.exportPerson.path, async (request) => {
    const customerId = parseConnectionId(request.params);
    const { session, stepUp } = parse(CUSTOMER_API.exportPerson.request, request.body);
    const act = { act: 'customer.export', customerId } as const;
    return exportPerson(ctx, customerId, approvalOfStaff(ctx, { session, act, stepUp }));
  });
  app.post<ById>(CUSTOMER_API.erasePerson.path, async (request) => {
    const customerId = parseConnectionId(request.params);
    const { session, stepUp } = parse(CUSTOMER_API.erasePerson.request, request.body);
    const act = { act: 'customer.erase', customerId } as const;
    return startErasure(ctx, customerId, approvalOfStaff(ctx, { session, act, stepUp }));
  });
}
