import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';

export type FollowUp = {
  environment: Environment;
  ownerStaffId: string | null;
  snoozedUntil: Date | null;
  /** By the database's clock. */
  isSnoozed: boolean;
};

/**
 * Locks the row of a connection, made where there was none, until the transaction ends.
 *
 * @throws AppError NOT_FOUND
 */
export async function lockFollowUp(tx: Tx, connectionId: string): Promise<FollowUp> {
  await tx.$executeRaw`
    INSERT INTO public.connection_follow_up (connection_id)
    SELECT id FROM public.connections WHERE id = ${connectionId}::uuid ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<FollowUp[]>`
    SELECT c.environment::text AS environment, f.owner_staff_id AS "ownerStaffId", f.snoozed_until AS "snoozedUntil",
      coalesce(f.snoozed_until > now(), false) AS "isSnoozed"
    FROM public.connection_follow_up AS f JOIN public.connections AS c ON c.id = f.connection_id
    WHERE f.connection_id = ${connectionId}::uuid FOR UPDATE OF f`;
  if (row === undefined) throw new AppError('NOT_FOUND');
  return row;
}
