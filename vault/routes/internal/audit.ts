import type { FastifyInstance } from 'fastify';
import { AUDIT_API } from '#lib/contract/audit-api';
import { exportForStaff } from '#vault/audit/export-for-staff';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from './requests';

/** The signed export of the audit trail, for admins (design 4.7). */
export function registerAuditRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { exportTrail } = AUDIT_API;
  app.post(exportTrail.path, async (request, reply) => {
    const lines = await exportForStaff(ctx, parse(exportTrail.request, request.body));
    return reply.type('application/x-ndjson; charset=utf-8').send(lines);
  });
}
