import { type BulkKind, type BulkSource, WANTS_SECOND_PERSON } from '#lib/contract/bulk-acts';
import type { BulkListAnswer } from '#lib/contract/bulk-routes';
import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import {
  deleteBulkAct,
  insertBulkAct,
  insertItems,
  isTooLong,
  lockBulkAct,
  markPreviewed,
} from './bulk-act-row';
import { assertMayBulk, findBulkCaller } from './may';

/** The breakdown of a list of 100,000 is counted in one transaction. */
const TRANSACTION = { maxWait: 5_000, timeout: 15_000 };

type Beginning = {
  session: SessionClaim;
  kind: BulkKind;
  source: BulkSource;
  query: string;
  ownerStaffId: string | null;
};

/**
 * Begins a list of connections to which something is to be done. Nothing is done to them, so it wants no approval.
 *
 * @returns its id.
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN; NOT_FOUND: no such person to give them to.
 */
export async function beginList(ctx: VaultContext, { session, ...list }: Beginning): Promise<string> {
  const caller = await findBulkCaller(ctx, session);
  assertMayBulk(caller.session.role, list.kind);
  const { staffId: createdBy } = caller.session;
  return ctx.database.db.$transaction(async (tx) => {
    const { ownerStaffId: id } = list;
    if (id !== null && (await tx.staff.findUnique({ where: { id }, select: { id: true } })) === null)
      throw new AppError('NOT_FOUND', { log: 'no such person' });
    return insertBulkAct(tx, { ...list, createdBy });
  }, TRANSACTION);
}

type Naming = {
  session: SessionClaim;
  bulkActId: string;
  connectionIds: readonly string[];
  /** There are no more: from now on the list stays as it is, and what is approved is this list. */
  isLast: boolean;
};

/**
 * Names connections of a list of one's own. Web finds them by its filter; whom it names, the person sees before they approve it.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN; NOT_FOUND: no list of this person that is being made.
 */
export async function nameConnections(
  ctx: VaultContext,
  { session, bulkActId, connectionIds, isLast }: Naming,
): Promise<BulkListAnswer> {
  const caller = await findBulkCaller(ctx, session);
  return ctx.database.db.$transaction(async (tx): Promise<BulkListAnswer> => {
    const row = await lockBulkAct(tx, bulkActId);
    if (row?.state !== 'collecting' || row.createdBy !== caller.session.staffId)
      throw new AppError('NOT_FOUND', { log: 'no list of this person that is being made' });
    const total = await insertItems(tx, bulkActId, connectionIds);
    if (isTooLong(total) || (isLast && total === 0)) {
      await deleteBulkAct(tx, bulkActId);
      return { result: total === 0 ? 'none' : 'too_many', total };
    }
    if (!isLast) return { result: 'more', total };
    const isLong = total > ctx.env.BULK_SECOND_PERSON_ABOVE;
    await markPreviewed(tx, bulkActId, isLong && WANTS_SECOND_PERSON[row.kind]);
    return { result: 'ready', total };
  }, TRANSACTION);
}
