import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { findCaller } from './caller';

/**
 * Permits the export of the staff's list and records it before a row leaves: who, and which filter. Web sends the rows, which
 * it may read anyway; what it may not is to leave no trace.
 *
 * @param ask.query the filter, as in the list's address; it may have a person's name in it, so it can be erased.
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function recordExport(
  ctx: VaultContext,
  { session, query }: { session: SessionClaim; query: string },
): Promise<{ exportId: string }> {
  const caller = await findCaller(ctx, session);
  if (caller.audience !== 'staff' || !isAllowed(caller.session.role, 'export_connections'))
    throw new AppError('FORBIDDEN', { log: 'may not export connections' });
  const entryId = await ctx.database.db.$transaction(async (tx) =>
    appendAudit(tx, {
      action: 'connections.exported',
      actor: caller.actor,
      detail: { isFiltered: query !== '' },
      personal: { query },
    }),
  );
  return { exportId: String(entryId) };
}
