import type { Db } from '#lib/db/client';
import type { Deadlines } from '#vault/runtime/deadlines';

/** An erasure that has begun and is not over. */
export type OpenErasure = { id: string; customerId: string; staffId: string; role: string };

type Reader = Pick<Db, '$queryRaw'>;

/** How many one turn of the job works on. */
const AT_ONCE = 20;

/** Undefined: over, or there is none. */
export async function readOpenErasure(db: Reader, id: string): Promise<OpenErasure | undefined> {
  const [erasure] = await db.$queryRaw<OpenErasure[]>`
    SELECT e.id, e.customer_id AS "customerId", e.staff_id AS "staffId", coalesce(s.role::text, 'admin') AS role
    FROM public.erasures e LEFT JOIN public.staff s ON s.id = e.staff_id
    WHERE e.id = ${id}::uuid AND e.finished_at IS NULL`;
  return erasure;
}

/** The oldest first. */
export function listOpenErasures(db: Reader): Promise<OpenErasure[]> {
  return db.$queryRaw<OpenErasure[]>`
    SELECT e.id, e.customer_id AS "customerId", e.staff_id AS "staffId", coalesce(s.role::text, 'admin') AS role
    FROM public.erasures e LEFT JOIN public.staff s ON s.id = e.staff_id
    WHERE e.finished_at IS NULL ORDER BY e.began_at LIMIT ${AT_ONCE}`;
}

/**
 * Whether something of this customer may still change at Wise or here: a connection that is not disconnected, tokens that
 * are not revoked, an exchange under way, or one whose answer may yet come (it would be stored to be revoked).
 */
export async function isBlocked(
  db: Reader,
  { lateEffectMs, leaseMs }: Pick<Deadlines, 'lateEffectMs' | 'leaseMs'>,
  customerId: string,
): Promise<boolean> {
  const [row] = await db.$queryRaw<{ isBlocked: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM public.connections WHERE customer_id = ${customerId}::uuid AND status <> 'disconnected')
      OR EXISTS (SELECT 1 FROM vault.grants WHERE customer_id = ${customerId}::uuid)
      OR EXISTS (SELECT 1 FROM public.exchanges WHERE customer_id = ${customerId}::uuid
        AND (state IN ('sent', 'received') OR (state = 'interrupted'
          AND sent_at > now() - ${lateEffectMs + leaseMs}::float8 * interval '1 millisecond'))) AS "isBlocked"`;
  return row?.isBlocked ?? true;
}
