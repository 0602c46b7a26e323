import type { Db } from '#lib/db/client';
import type { ActivityFilter } from './activity-filter';
import { type Look, type LookWriter, recordColleagueLook, recordLook } from './record-look';

/**
 * Records that staff saw the acts of one person, before they are shown: the trail narrowed to a customer, to one of their
 * connections, or to a colleague. The trail as a whole is about nobody in particular and leaves no row.
 */
export async function recordActivityLook(
  db: LookWriter & Pick<Db, '$queryRaw'>,
  staff: Look['staff'],
  { customer, connection, staff: colleagueId }: ActivityFilter,
): Promise<void> {
  if (customer !== undefined) await recordLook(db, { staff, customerId: customer });
  if (connection !== undefined) {
    const [owner] = await db.$queryRaw<{ customerId: string }[]>`
      SELECT customer_id::text AS "customerId" FROM public.connections WHERE id = ${connection}::uuid`;
    if (owner !== undefined)
      await recordLook(db, { staff, customerId: owner.customerId, connectionId: connection });
  }
  // one's own acts are no secret from oneself
  if (colleagueId !== undefined && colleagueId !== staff.staffId)
    await recordColleagueLook(db, { staff, colleagueId });
}
