import { environmentOfUse } from '#lib/access-use/environment-of-use';
import type { HoldTarget } from '#lib/contract/holds';
import type { IncidentCounts } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { countedUses, uncountedUses } from './reached-by-key';

const { sql } = Prisma;

type Scope = { target: HoldTarget; since: Date | null; bound: number };
type Uses = Pick<IncidentCounts, 'uses' | 'usesIn' | 'isUsesAtLeast'>;

/**
 * Tokens issued and calls made since then: of an API key, in an environment, or all. By day and connection, at most the bound of
 * them is read: a first idea; `npm run access-records` has every single one.
 */
export async function countUses(tx: Pick<Tx, '$queryRaw'>, { target, since, bound }: Scope): Promise<Uses> {
  const usesIn = target.scope === 'environment' ? { usesIn: target.value } : {};
  if (since === null) return { uses: null, ...usesIn };
  const key = target.scope === 'api_key' ? target.value : undefined;
  const isOf =
    target.scope === 'environment'
      ? sql`${Prisma.raw(environmentOfUse('u'))} = ${target.value}::text`
      : sql`true`;
  const [row] = await tx.$queryRaw<{ uses: number; isUsesAtLeast: boolean }[]>`
    WITH read AS (
      SELECT false AS is_new, u.* FROM (${countedUses({ of: 'use', key, since }, bound + 1)}) AS u
      UNION ALL (SELECT true, u.* FROM (${uncountedUses(key, since)}) AS u LIMIT ${bound + 1}))
    SELECT coalesce(sum(u.count) FILTER (WHERE ${isOf}), 0)::int AS uses,
      greatest(count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new)) > ${bound}::integer AS "isUsesAtLeast"
    FROM read AS u`;
  if (row === undefined) throw new Error('counts of uses returned no row');
  return { ...row, ...usesIn };
}
