import type { Db } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { ExchangeState } from '#lib/db/generated/enums';
import type { Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { SUBMISSION_SECONDS } from './limits';
import { type AttemptState, attemptState } from './outcomes';
import { type Reference, referenceOf } from './reference';

type Person = { customerId: string; customerName: string | null; customerEmail: string };

/** An attempt as staff may see it: no state, no code, no hash. */
export type StaffAttempt = Person & {
  kind: 'attempt';
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

type Reader = Pick<Db, '$queryRaw'>;

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
    attempts(reader, reference),
    refusals(reader, reference),
    connections(reader, reference),
  ]);
  return found.flat();
}

type AttemptRow = Omit<StaffAttempt, 'kind' | 'reference' | 'state'> & {
  outcome: string | null;
  isClaimed: boolean;
  isExpired: boolean;
  isSubmissionOver: boolean;
  exchangeState: ExchangeState | null;
  reason: string | null;
};

async function attempts(reader: Reader, { first, last }: Reference): Promise<StaffAttempt[]> {
  const rows = await reader.$queryRaw<AttemptRow[]>`
    SELECT a.id, a.environment::text AS environment, a.created_at AS "startedAt", a.claimed_at AS "cameBackAt",
           a.outcome, a.claimed_at IS NOT NULL AS "isClaimed", a.expires_at <= now() AS "isExpired",
           coalesce(a.claimed_at < now() - make_interval(secs => ${SUBMISSION_SECONDS}::int), false) AS "isSubmissionOver",
           e.state::text AS "exchangeState", e.reason, e.connection_id AS "connectionId",
           (SELECT r.detail->>'reason' FROM public.audit_entries r
             WHERE r.action = 'attempt.refused' AND r.detail ? 'attemptId' AND r.detail->>'attemptId' = a.id::text
             ORDER BY r.id LIMIT 1) AS refusal,
           c.id AS "customerId", c.name AS "customerName", c.email AS "customerEmail"
      FROM public.connect_attempts a
      JOIN public.customers c ON c.id = a.customer_id
      LEFT JOIN public.exchanges e ON e.attempt_id = a.id
     WHERE a.id BETWEEN ${first}::uuid AND ${last}::uuid ${LIMIT}`;
  return rows.map(
    ({ outcome, isClaimed, isExpired, isSubmissionOver, exchangeState, reason, ...attempt }) => ({
      kind: 'attempt',
      reference: referenceOf(attempt.id),
      ...attempt,
      state: attemptState({
        outcome,
        isClaimed,
        isExpired,
        isSubmissionOver,
        exchange: exchangeState === null ? null : { state: exchangeState, reason },
      }),
    }),
  );
}

type RefusalRow = Omit<StaffRefusal, 'kind' | 'attemptReference'> & { attemptId: string | null };

async function refusals(reader: Reader, { text }: Reference): Promise<StaffRefusal[]> {
  const rows = await reader.$queryRaw<RefusalRow[]>`
    SELECT r.id::text AS id, r.detail->>'reference' AS reference, r.environment::text AS environment, r.at,
           r.detail->>'reason' AS reason, r.detail->>'attemptId' AS "attemptId",
           c.id AS "customerId", c.name AS "customerName", c.email AS "customerEmail"
      FROM public.audit_entries r
      LEFT JOIN public.customers c ON c.id = CASE WHEN r.actor_kind = 'customer' THEN r.actor_id::uuid END
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
           c.id AS "customerId", c.name AS "customerName", c.email AS "customerEmail"
      FROM public.connections n JOIN public.customers c ON c.id = n.customer_id
     WHERE n.id BETWEEN ${first}::uuid AND ${last}::uuid ${LIMIT}`;
  return rows.map((row) => ({ kind: 'connection', reference: referenceOf(row.id), ...row }));
}
