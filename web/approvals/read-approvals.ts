import 'server-only';
import type { ScaOperation, ScaState } from '#lib/contract/sca';
import type { Environment } from '#lib/env/wise';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

/** What Wise wants approved, as its customer sees it: no token, and no amount, because nobody here knows one. */
export type Approval = {
  id: string;
  operation: ScaOperation;
  state: ScaState;
  createdAt: Date;
  expiresAt: Date;
  lockedUntil: Date | null;
  /** The customer's browser has been sent to Wise with it. */
  isHandedOut: boolean;
  environment: Environment;
  profileName: string;
};

/** Staff see which call it was, without ids and query. */
export type StaffApproval = Pick<Approval, 'id' | 'operation' | 'state' | 'createdAt' | 'expiresAt'> & {
  method: string;
  pathTemplate: string;
};

/** Of the customer's, what waits for them, newest first; of one call that was made several times the latest demand. */
export async function listOpenApprovals(db: WebDb, customerId: string): Promise<Approval[]> {
  return db.$queryRaw<Approval[]>`
    SELECT a.id, a.operation, a.state, a.created_at AS "createdAt", a.expires_at AS "expiresAt",
      a.locked_until AS "lockedUntil", a.is_handed_out AS "isHandedOut", c.environment::text,
      c.profile_name AS "profileName"
    FROM public.connections c JOIN public.approvals a ON a.connection_id = c.id
    WHERE c.customer_id = ${customerId}::uuid AND c.status = 'active' AND a.created_at > now() - interval '1 hour'
      AND a.state IN ('pending', 'locked')
    ORDER BY a.created_at DESC LIMIT 5`;
}

/** One of this customer's; somebody else's is as unknown as none. */
export async function readApproval(
  db: WebDb,
  { customerId, id }: { customerId: string; id: string },
): Promise<Approval | undefined> {
  const approvalId = readUuid(id);
  if (approvalId === undefined) return undefined;
  const [approval] = await db.$queryRaw<Approval[]>`
    SELECT a.id, a.operation, a.state, a.created_at AS "createdAt", a.expires_at AS "expiresAt",
      a.locked_until AS "lockedUntil", a.is_handed_out AS "isHandedOut", c.environment::text,
      c.profile_name AS "profileName"
    FROM public.approvals a JOIN public.connections c ON c.id = a.connection_id
    WHERE a.id = ${approvalId}::uuid AND c.customer_id = ${customerId}::uuid`;
  return approval;
}

/**
 * The latest of one connection, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listStaffApprovals(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  connectionId: string,
): Promise<StaffApproval[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<StaffApproval[]>`
    SELECT id, operation, state, created_at AS "createdAt", expires_at AS "expiresAt", method,
      path_template AS "pathTemplate"
    FROM public.approvals WHERE connection_id = ${connectionId}::uuid ORDER BY created_at DESC LIMIT 10`;
}

/**
 * What waits for a customer's approval now, on all of their connections, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listStaffApprovalsOf(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  customerId: string,
): Promise<(StaffApproval & { connectionId: string; profileName: string })[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<(StaffApproval & { connectionId: string; profileName: string })[]>`
    SELECT a.id, a.operation, a.state, a.created_at AS "createdAt", a.expires_at AS "expiresAt", a.method,
      a.path_template AS "pathTemplate", c.id AS "connectionId", c.profile_name AS "profileName"
    FROM public.connections c JOIN public.approvals a ON a.connection_id = c.id
    WHERE c.customer_id = ${customerId}::uuid AND c.status = 'active' AND a.created_at > now() - interval '1 hour'
      AND a.state IN ('pending', 'locked')
    ORDER BY a.created_at DESC LIMIT 10`;
}
