import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { Reader } from './staff-search';

/** How far the erasure of a customer is: the proof, once it is over. */
export type ErasureView = {
  id: string;
  beganAt: Date;
  finishedAt: Date | null;
  askedAt: Date | null;
  disconnected: number;
  /** Rows by table. */
  counts: Record<string, number>;
  staffId: string;
  staffName: string | null;
  staffEmail: string | null;
};

export type ErasureState = {
  /** When the customer asked for it on their own page, if that is still open. */
  askedAt: Date | null;
  erasure: ErasureView | null;
};

/**
 * Whether a customer asked to be erased, and what became of it, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function readErasure(reader: Reader, viewer: Viewer, customerId: string): Promise<ErasureState> {
  assertStaffMay(viewer, 'view');
  const [[request], [erasure]] = await Promise.all([
    reader.$queryRaw<{ askedAt: Date }[]>`
      SELECT asked_at AS "askedAt" FROM public.erasure_requests WHERE customer_id = ${customerId}::uuid`,
    reader.$queryRaw<ErasureView[]>`
      SELECT e.id, e.began_at AS "beganAt", e.finished_at AS "finishedAt", e.asked_at AS "askedAt", e.disconnected,
        e.counts, e.staff_id AS "staffId", s.name AS "staffName", s.email AS "staffEmail"
      FROM public.erasures e LEFT JOIN public.staff s ON s.id = e.staff_id WHERE e.customer_id = ${customerId}::uuid`,
  ]);
  return { askedAt: erasure === undefined ? (request?.askedAt ?? null) : null, erasure: erasure ?? null };
}

/** Further than this nobody counts; more than that wait for nobody. */
export const MOST_ERASURES = 1_000;

/**
 * How many customers wait for their data to be erased, and since when the first of them, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function countErasureRequests(
  reader: Reader,
  viewer: Viewer,
): Promise<{ count: number; oldest: Date | null }> {
  assertStaffMay(viewer, 'view');
  const [row] = await reader.$queryRaw<{ count: number; oldest: Date | null }[]>`
    SELECT count(*)::int AS count, min(asked_at) AS oldest
    FROM (SELECT r.asked_at FROM public.erasure_requests r JOIN public.customers c ON c.id = r.customer_id
      WHERE c.erasure_began_at IS NULL ORDER BY r.asked_at LIMIT ${MOST_ERASURES}) AS waiting`;
  return row ?? { count: 0, oldest: null };
}
