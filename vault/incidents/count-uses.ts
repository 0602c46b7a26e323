import { environmentOfUse, wasReadable } from '#lib/access-use/what-was-used';
import type { HoldTarget } from '#lib/contract/holds';
import type { IncidentCounts } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { countedUses, uncountedUses } from './reached-by-key';

const { sql } = Prisma;

type Scope = { target: HoldTarget; since: Date | null; bound: number };
type Uses = Pick<IncidentCounts, 'uses' | 'usesIn' | 'usesUnder' | 'isUsesAtLeast'>;

/**
 * How many tokens were issued and calls made since then: by an API key, in an environment, of what an encryption key opened, or
 * at all. A first idea: it adds up lines of one day and one connection, and reads no more of them than the bound.
 * `npm run access-records` has every single use.
 */
export async function countUses(tx: Pick<Tx, '$queryRaw'>, { target, since, bound }: Scope): Promise<Uses> {
  const narrowed = narrowedTo(target);
  if (since === null) return { uses: null, ...narrowed };
  const key = target.scope === 'api_key' ? target.value : undefined;
  const isOf = isUseOf(target, since);
  const [row] = await tx.$queryRaw<{ uses: number; isUsesAtLeast: boolean }[]>`
    WITH read AS (
      SELECT false AS is_new, u.* FROM (${countedUses({ of: 'use', key, since }, bound + 1)}) AS u
      UNION ALL (SELECT true, u.*, true FROM (${uncountedUses(key, since)}) AS u LIMIT ${bound + 1}))
    SELECT coalesce(sum(u.count) FILTER (WHERE "isSince" AND ${isOf}), 0)::int AS uses,
      greatest(count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new)) > ${bound}::integer AS "isUsesAtLeast"
    FROM read AS u`;
  if (row === undefined) throw new Error('counts of uses returned no row');
  return { ...row, ...narrowed };
}

/** What the number is of, for whoever reads it. */
function narrowedTo(target: HoldTarget): Pick<IncidentCounts, 'usesIn' | 'usesUnder'> {
  if (target.scope === 'environment') return { usesIn: target.value };
  return target.scope === 'ring_key' ? { usesUnder: 'ring_key' } : {};
}

/** SQL over uses u. */
function isUseOf(target: HoldTarget, since: Date): Prisma.Sql {
  switch (target.scope) {
    case 'environment':
      return sql`${Prisma.raw(environmentOfUse('u'))} = ${target.value}::text`;
    case 'ring_key':
      return isReadableWith(target.value, since);
    default:
      return sql`true`;
  }
}

/** SQL over uses u: a record of what was used had this encryption key since then, also of a connection that is gone. */
const isReadableWith = (key: string, since: Date): Prisma.Sql =>
  sql(wasReadable('u'), key, 'infinity', since);
