import { type Actor, appendAudit } from '#lib/audit/append';
import type { AssignResult } from '#lib/contract/follow-up';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import type { Tx } from '#lib/db/client';
import { authoriseStaff } from '#vault/connections/authorise';
import type { VaultContext } from '#vault/runtime/context';
import { lockFollowUp } from './follow-up-row';

/**
 * Says whose turn a connection is: one's own, a colleague's who may work on it, or nobody's.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND
 */
export async function assign(
  ctx: VaultContext,
  { session, connectionId, staffId }: { session: SessionClaim; connectionId: string; staffId: string | null },
): Promise<AssignResult> {
  const { actor } = await authoriseStaff(ctx, session, 'assign', connectionId);
  return ctx.database.db.$transaction((tx) => assignWithin(tx, { actor, connectionId, staffId }));
}

type Assigning = {
  actor: Actor;
  connectionId: string;
  staffId: string | null;
  /** For the row of the trail. */
  detail?: Record<string, string>;
};

/**
 * The same in the caller's transaction; that the actor may is the caller's to know.
 *
 * @throws AppError NOT_FOUND
 */
export async function assignWithin(
  tx: Tx,
  { actor, connectionId, staffId, detail }: Assigning,
): Promise<AssignResult> {
  const { ownerStaffId, environment } = await lockFollowUp(tx, connectionId);
  if (ownerStaffId === staffId) return 'unchanged';
  if (staffId !== null && !(await canWork(tx, staffId))) return 'nobody';
  await tx.$executeRaw`
    UPDATE public.connection_follow_up SET owner_staff_id = ${staffId}::uuid, updated_at = now()
    WHERE connection_id = ${connectionId}::uuid`;
  await appendAudit(tx, {
    action: 'connection.owner_changed',
    actor,
    connectionId,
    environment,
    detail: { before: ownerStaffId, after: staffId, ...detail },
  });
  return 'done';
}

async function canWork(tx: Tx, staffId: string): Promise<boolean> {
  const person = await tx.staff.findUnique({
    where: { id: staffId },
    select: { role: true, disabledAt: true },
  });
  return person !== null && person.disabledAt === null && isAllowed(person.role, 'assign');
}
