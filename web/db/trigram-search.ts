import type { Db } from '#lib/db/client';
import { isStatementTimeout } from '#lib/db/database-failure';
import { Prisma } from '#lib/db/generated/client';

/** What a search needs of the database. A statement that may time out needs a transaction of its own. */
export type Reader = Pick<Db, '$queryRaw'>;
export type SearchReader = Reader & {
  $transaction<Value>(act: (tx: Reader) => Promise<Value>): Promise<Value>;
};

/** How many of the newest rows show how common a search is, and each of its trigrams. */
export const SAMPLE_ROWS = 500;
/** The rarest trigrams of a search are enough to find it; more of them only cost. */
const MAX_TRIGRAMS = 6;
/** Matches are counted up to here: nobody reads more. */
export const MAX_MATCHES = 2_000;
/** The index search is cut off after this, and answered with what was found without it. */
const INDEX_TIMEOUT_MS = 100;

/** A search as it is compared (folded), how many of the newest rows were looked at and hit, its rarest trigrams. */
export type Sample = { folded: string; rows: number; hits: number; trigrams: string[] };

/**
 * How common the search is among the newest rows, and which of its trigrams are rarest there (decision 029).
 *
 * @param table has `search_text`, `created_at` and `id`
 */
export async function takeSample(reader: Reader, search: string, table: Prisma.Sql): Promise<Sample> {
  const [sample] = await reader.$queryRaw<Sample[]>`
    WITH asked AS (SELECT lower(${search}::text COLLATE "und-x-icu") AS folded),
    newest AS MATERIALIZED (
      SELECT search_text FROM ${table} ORDER BY created_at DESC, id DESC LIMIT ${SAMPLE_ROWS}),
    part AS MATERIALIZED (
      SELECT DISTINCT substr(asked.folded, at, 3) AS text FROM asked, generate_series(1, 40) AS at
      WHERE substr(asked.folded, at, 3) ~ '^[a-z0-9]{3}$')
    SELECT asked.folded, (SELECT count(*)::int FROM newest) AS rows,
      (SELECT count(*)::int FROM newest WHERE strpos(newest.search_text, asked.folded) > 0) AS hits,
      ARRAY(SELECT part.text FROM part ORDER BY
        (SELECT count(*) FROM newest WHERE strpos(newest.search_text, part.text) > 0), part.text LIMIT ${MAX_TRIGRAMS}) AS trigrams
    FROM asked`;
  if (sample === undefined) throw new Error('a statement without FROM gave no row');
  return sample;
}

/** Runs a search that may use indexes alone. Undefined when it took too long. */
export async function byIndexAlone<Value>(
  reader: SearchReader,
  search: (tx: Reader) => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await reader.$transaction(async (tx) => {
      // For this transaction only: behind a pooler the session is not ours. A scan of all rows is never the answer here.
      await tx.$queryRaw`
        SELECT set_config('statement_timeout', ${`${INDEX_TIMEOUT_MS}ms`}, true), set_config('enable_seqscan', 'off', true)`;
      return search(tx);
    });
  } catch (error) {
    if (isStatementTimeout(error)) return undefined;
    throw error;
  }
}

/**
 * The condition that the indexes of migration staff_search_text find, and the comparison that decides. Not the whole search as one
 * pattern: PostgreSQL would look up each of its trigrams, those that every row has too.
 *
 * @param text the column, `c.search_text`
 */
export function isIndexed(text: Prisma.Sql, { folded, trigrams }: Sample): Prisma.Sql {
  return Prisma.sql`${hasTrigrams(text, folded, trigrams)} AND strpos(${text}, ${folded}) > 0`;
}

function hasTrigrams(text: Prisma.Sql, folded: string, trigrams: readonly string[]): Prisma.Sql {
  if (trigrams.length > 0) {
    return Prisma.join(
      trigrams.map((part) => Prisma.sql`${text} LIKE ${`%${part}%`}`),
      ' AND ',
    );
  }
  const isOne = Array.from(folded).length === 1;
  return Prisma.sql`public.search_pairs(${text}) @> ARRAY(
    SELECT code FROM unnest(public.search_pairs(${folded})) AS code WHERE ${isOne} OR code >= 1::bigint << 21)`;
}
