import type { HoldScope, HoldTarget } from '#lib/contract/holds';
import type { Tx } from '#lib/db/client';

export type Hold = {
  id: string;
  scope: HoldScope;
  /** Null: everything. */
  value: string | null;
  reason: string;
  placedBy: string;
  placedAt: Date;
  releasedBy: string | null;
  releasedAt: Date | null;
};

export const nameOfTarget = (target: HoldTarget): string | null => ('value' in target ? target.value : null);

type NewHold = { target: HoldTarget; reason: string; by: string };

/** @returns the id; undefined when one on the same is in force. */
export async function insertHold(tx: Tx, { target, reason, by }: NewHold): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vault.holds (scope, value, reason, placed_by)
    VALUES (${target.scope}, ${nameOfTarget(target)}, ${reason}, ${by})
    ON CONFLICT DO NOTHING RETURNING id::text AS id`;
  return row?.id;
}

/** The hold on this that is in force, locked until the transaction ends: nobody releases it meanwhile. */
export async function lockInForce(
  tx: Tx,
  target: HoldTarget,
): Promise<{ id: string; releasedPercent: number } | undefined> {
  const [row] = await tx.$queryRaw<{ id: string; releasedPercent: number }[]>`
    SELECT id::text AS id, released_percent AS "releasedPercent" FROM vault.holds
    WHERE released_at IS NULL AND scope = ${target.scope} AND coalesce(value, '') = ${nameOfTarget(target) ?? ''}
    FOR NO KEY UPDATE`;
  return row;
}

/** One that is released for a part of the connections is in force for all of them again. */
export async function markWhole(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE vault.holds SET released_percent = 0 WHERE id = ${id}::uuid`;
}

/** One on a ring key that is in force is on what had the key since then too; without a time, on all that ever had it. */
export async function reachBack(tx: Tx, target: HoldTarget, since: Date | null): Promise<void> {
  if (target.scope !== 'ring_key') return;
  await tx.$executeRaw`
    UPDATE vault.holds SET records_since = least(records_since, ${since ?? '-infinity'}::timestamptz)
    WHERE released_at IS NULL AND scope = 'ring_key' AND value = ${target.value}`;
}

/** Whether an incident that is open has this hold; locked until the transaction ends, so that none takes it meanwhile. */
export async function isOfIncident(tx: Tx, id: string): Promise<boolean> {
  await tx.$executeRaw`SELECT FROM vault.holds WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM vault.incidents WHERE hold_id = ${id}::uuid AND closed_at IS NULL`;
  return rows.length > 0;
}

/** @returns what was held; undefined when there is none of this id in force. */
export async function markReleased(
  tx: Tx,
  id: string,
  by: string,
): Promise<Pick<Hold, 'scope' | 'value'> | undefined> {
  const [row] = await tx.$queryRaw<Pick<Hold, 'scope' | 'value'>[]>`
    UPDATE vault.holds SET released_by = ${by}, released_at = now()
    WHERE id = ${id}::uuid AND released_at IS NULL RETURNING scope, value`;
  return row;
}

/** Those in force first, then the newest of the others. */
export function listHolds(tx: Pick<Tx, '$queryRaw'>, most: number): Promise<Hold[]> {
  return tx.$queryRaw<Hold[]>`
    SELECT id::text AS id, scope, value, reason, placed_by AS "placedBy", placed_at AS "placedAt",
      released_by AS "releasedBy", released_at AS "releasedAt"
    FROM vault.holds ORDER BY (released_at IS NULL) DESC, placed_at DESC, id DESC LIMIT ${most}::integer`;
}

/** Whether there is such a key, dead or alive: a hold on what does not exist would look like safety. */
export async function isKnown(tx: Pick<Tx, '$queryRaw'>, target: HoldTarget): Promise<boolean> {
  if (target.scope === 'everything' || target.scope === 'environment') return true;
  const [row] =
    target.scope === 'api_key'
      ? await tx.$queryRaw<{ n: number }[]>`SELECT 1 AS n FROM vault.api_keys WHERE id = ${target.value}`
      : await tx.$queryRaw<
          { n: number }[]
        >`SELECT 1 AS n FROM public.ring_key_names WHERE id = ${target.value}`;
  return row !== undefined;
}
