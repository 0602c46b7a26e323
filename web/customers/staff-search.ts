import type { Db } from '#lib/db/client';
import { isStatementTimeout } from '#lib/db/database-failure';
import { Prisma } from '#lib/db/generated/client';
import { readUuid } from '#lib/text/uuid';

/** What a search needs of the database. A statement that may time out needs a transaction of its own. */
export type Reader = Pick<Db, '$queryRaw'>;
export type SearchReader = Reader & {
  $transaction<Value>(act: (tx: Reader) => Promise<Value>): Promise<Value>;
};

/** How many of the newest customers show how rare each trigram of a search is. */
const SAMPLE_ROWS = 500;
/** The rarest trigrams of a search are enough to find it; more of them only cost. */
const MAX_TRIGRAMS = 6;
/** More matches than these are read from the newest on. */
const MAX_MATCHES = 2_000;
/** The index search is cut off after this, and answered with what was found without it. */
const INDEX_TIMEOUT_MS = 100;

type Sample = { folded: string; trigrams: string[] };

/** The condition "this customer (alias p) is whom the staff look for", read from the row itself. */
export function isMatch(search: string): Prisma.Sql {
  const isText = Prisma.sql`strpos(p.search_text, lower(${search}::text COLLATE "und-x-icu")) > 0`;
  const id = readUuid(search);
  return id === undefined ? isText : Prisma.sql`(${isText} OR p.id = ${id}::uuid)`;
}

/**
 * Finds customers by index: part of the name, email address or subject, or the whole id. The search of connections works
 * the same way (decision 029).
 *
 * @returns undefined where there are too many, or it took too long: they are read from the newest on.
 */
export async function findByIndex(reader: SearchReader, search: string): Promise<string[] | undefined> {
  const id = readUuid(search);
  const sample = await takeSample(reader, search);
  try {
    const rows = await reader.$transaction(async (tx) => {
      // For this transaction only: behind a pooler the session is not ours. A scan of all rows is never the answer here.
      await tx.$queryRaw`
        SELECT set_config('statement_timeout', ${`${INDEX_TIMEOUT_MS}ms`}, true), set_config('enable_seqscan', 'off', true)`;
      return tx.$queryRaw<{ id: string }[]>`
        SELECT p.id FROM public.customers AS p
        WHERE ${hasTrigrams(sample)} AND strpos(p.search_text, ${sample.folded}) > 0 LIMIT ${MAX_MATCHES + 1}`;
    });
    if (rows.length > MAX_MATCHES) return undefined;
    return [...(id === undefined ? [] : [id]), ...rows.map((row) => row.id)];
  } catch (error) {
    if (isStatementTimeout(error)) return undefined;
    throw error;
  }
}

/** The trigrams of a search, those first that are rarest among the newest customers. */
async function takeSample(reader: Reader, search: string): Promise<Sample> {
  const [sample] = await reader.$queryRaw<Sample[]>`
    WITH asked AS (SELECT lower(${search}::text COLLATE "und-x-icu") AS folded),
    newest AS MATERIALIZED (
      SELECT search_text FROM public.customers ORDER BY created_at DESC, id DESC LIMIT ${SAMPLE_ROWS}),
    part AS MATERIALIZED (
      SELECT DISTINCT substr(asked.folded, at, 3) AS text FROM asked, generate_series(1, 40) AS at
      WHERE substr(asked.folded, at, 3) ~ '^[a-z0-9]{3}$')
    SELECT asked.folded, ARRAY(SELECT part.text FROM part ORDER BY
      (SELECT count(*) FROM newest WHERE strpos(newest.search_text, part.text) > 0), part.text LIMIT ${MAX_TRIGRAMS}) AS trigrams
    FROM asked`;
  if (sample === undefined) throw new Error('a statement without FROM gave no row');
  return sample;
}

/** Not the whole search as one pattern: PostgreSQL would look up each of its trigrams, those that every row has too. */
function hasTrigrams({ folded, trigrams }: Sample): Prisma.Sql {
  if (trigrams.length > 0) {
    return Prisma.join(
      trigrams.map((part) => Prisma.sql`p.search_text LIKE ${`%${part}%`}`),
      ' AND ',
    );
  }
  const isOne = Array.from(folded).length === 1;
  return Prisma.sql`public.search_pairs(p.search_text) @> ARRAY(
    SELECT code FROM unnest(public.search_pairs(${folded})) AS code WHERE ${isOne} OR code >= 1::bigint << 21)`;
}
