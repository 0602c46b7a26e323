import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findCaller } from './caller';

type Ask = { session: SessionClaim; query: string; stepUp?: StepUp | undefined };

/**
 * Permits the export of the staff's list and records it before a row leaves: who, with which passkey, and which filter.
 * Web sends the rows, which it may read anyway; what it may not is to give them to a stolen session, or to leave no trace.
 *
 * @param ask.query the filter, as in the list's address; it may have a person's name in it, so it can be erased.
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED
 */
export async function recordExport(
  ctx: VaultContext,
  { session, query, stepUp }: Ask,
): Promise<{ exportId: string }> {
  const caller = await findCaller(ctx, session);
  if (caller.audience !== 'staff' || !isAllowed(caller.session.role, 'export_connections'))
    throw new AppError('FORBIDDEN', { log: 'may not export connections' });
  const entryId = await ctx.database.db.$transaction(async (tx) => {
    const { passkeyId } = await spendStepUp(ctx, tx, caller, { act: 'connections.export', query }, stepUp);
    return appendAudit(tx, {
      action: 'connections.exported',
      actor: caller.actor,
      detail: { isFiltered: query !== '', passkeyId },
      personal: { query },
    });
  });
  return { exportId: String(entryId) };
}
