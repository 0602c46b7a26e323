import type { Db } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { CUSTOMER_NAME } from '#web/customers/customer-name';
import { SUBMISSION_SECONDS } from './limits';
import { type AttemptColumns, type AttemptState, stateOfRow } from './outcomes';
import { referenceOf } from './reference';

/** An attempt as staff may see it: no state parameter, no code, no hash. */
export type StaffAttempt = {
  kind: 'attempt';
  customerId: string;
  customerName: string | null;
  customerEmail: string;
  id: string;
  reference: string;
  environment: Environment;
  startedAt: Date;
  cameBackAt: Date | null;
  state: AttemptState;
  /** Why web refused the way back, if it did. */
  refusal: string | null;
  connectionId: string | null;
};

export type Reader = Pick<Db, '$queryRaw'>;

type Row = Omit<StaffAttempt, 'kind' | 'reference' | 'state'> & AttemptColumns;

/** How many of a customer's attempts and refused returns staff see; attempts are kept for 30 days. */
export const MAX_ATTEMPTS = 25;

/**
 * The latest attempts of one customer, newest first, for any staff role: why somebody could not connect.
 *
 * @throws AppError FORBIDDEN
 */
export async function listAttemptsOf(
  reader: Reader,
  viewer: Viewer,
  customerId: string,
): Promise<StaffAttempt[]> {
  assertStaffMay(viewer, 'view');
  return selectAttempts(
    reader,
    Prisma.sql`a.customer_id = ${customerId}::uuid ORDER BY a.created_at DESC LIMIT ${MAX_ATTEMPTS}`,
  );
}

/** @param where the condition, order and limit, on attempts with the alias a. */
export async function selectAttempts(reader: Reader, where: Prisma.Sql): Promise<StaffAttempt[]> {
  const rows = await reader.$queryRaw<Row[]>`
    SELECT a.id, a.environment::text AS environment, a.created_at AS "startedAt", a.claimed_at AS "cameBackAt",
           a.outcome, a.claimed_at IS NOT NULL AS "isClaimed", a.expires_at <= now() AS "isExpired",
           coalesce(a.claimed_at < now() - make_interval(secs => ${SUBMISSION_SECONDS}::int), false) AS "isSubmissionOver",
           e.state::text AS "exchangeState", e.held_since IS NOT NULL AS "isHeld", e.reason, e.connection_id AS "connectionId",
           (SELECT r.detail->>'reason' FROM public.audit_entries r
             WHERE r.action = 'attempt.refused' AND r.detail ? 'attemptId' AND r.detail->>'attemptId' = a.id::text
             ORDER BY r.id LIMIT 1) AS refusal,
           p.id AS "customerId", ${CUSTOMER_NAME} AS "customerName", p.email AS "customerEmail"
      FROM public.connect_attempts a
      JOIN public.customers p ON p.id = a.customer_id
      LEFT JOIN public.exchanges e ON e.attempt_id = a.id
     WHERE ${where}`;
  return rows.map(toAttempt);
}

function toAttempt(row: Row): StaffAttempt {
  const { outcome, isClaimed, isExpired, isSubmissionOver, exchangeState, isHeld, reason, ...attempt } = row;
  return {
    kind: 'attempt',
    reference: referenceOf(attempt.id),
    ...attempt,
    state: stateOfRow(row),
  };
}
