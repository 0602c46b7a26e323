import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { CUSTOMER_NAME } from '#web/customers/customer-name';
import { type Reference, referenceOf } from './reference';
import { type Reader, type StaffAttempt, selectAttempts } from './staff-attempts';

type Person = { customerId: string; customerName: string | null; customerEmail: string };

/** Somebody came back from Wise with what belongs to no attempt of theirs. */
export type StaffRefusal = {
  kind: 'refusal';
  id: string;
  reference: string;
  environment: Environment | null;
  at: Date;
  reason: string;
  /** Who was signed in in that browser, if anybody. */
  customerId: string | null;
  customerName: string | null;
  customerEmail: string | null;
  attemptReference: string | null;
};

export type StaffReferenced = Person & {
  kind: 'connection';
  id: string;
  reference: string;
  environment: Environment;
  profileName: string;
};

export type Referenced = StaffAttempt | StaffRefusal | StaffReferenced;

/** Two ids may share a reference; more than a few is not one. */
const LIMIT = Prisma.sql`LIMIT 5`;

/**
 * What a customer's reference names, for any staff role: an attempt, a refused way back from Wise, or a connection.
 * Each is one look-up in an index, whatever the number of rows.
 *
 * @throws AppError FORBIDDEN
 */
export async function findByReference(
  reader: Reader,
  viewer: Viewer,
  reference: Reference,
): Promise<Referenced[]> {
  assertStaffMay(viewer, 'view');
  const found = await Promise.all([
    selectAttempts(
      reader,
      Prisma.sql`a.id BETWEEN ${reference.first}::uuid AND ${reference.last}::uuid ${LIMIT}`,
    ),
    refusals(reader, reference),
    connections(reader, reference),
  ]);
  return found.flat();
}

type RefusalRow = Omit<StaffRefusal, 'kind' | 'attemptReference'> & { attemptId: string | null };

async function refusals(reader: Reader, { text }: Reference): Promise<StaffRefusal[]> {
  const rows = await reader.$queryRaw<RefusalRow[]>`
    SELECT r.id::text AS id, r.detail->>'reference' AS reference, r.environment::text AS environment, r.at,
           r.detail->>'reason' AS reason, r.detail->>'attemptId' AS "attemptId",
           p.id AS "customerId", ${CUSTOMER_NAME} AS "customerName", p.email AS "customerEmail"
      FROM public.audit_entries r
      LEFT JOIN public.customers p ON p.id = CASE WHEN r.actor_kind = 'customer' THEN r.actor_id::uuid END
     WHERE r.action = 'attempt.refused' AND r.detail ? 'reference' AND r.detail->>'reference' = ${text} ${LIMIT}`;
  return rows.map(({ attemptId, ...refusal }) => ({
    kind: 'refusal',
    ...refusal,
    attemptReference: attemptId === null ? null : referenceOf(attemptId),
  }));
}

async function connections(reader: Reader, { first, last }: Reference): Promise<StaffReferenced[]> {
  const rows = await reader.$queryRaw<Omit<StaffReferenced, 'kind' | 'reference'>[]>`
    SELECT n.id, n.environment::text AS environment, n.profile_name AS "profileName",
           p.id AS "customerId", ${CUSTOMER_NAME} AS "customerName", p.email AS "customerEmail"
      FROM public.connections n JOIN public.customers p ON p.id = n.customer_id
     WHERE n.id BETWEEN ${first}::uuid AND ${last}::uuid ${LIMIT}`;
  return rows.map((row) => ({ kind: 'connection', reference: referenceOf(row.id), ...row }));
}
