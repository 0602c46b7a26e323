import type { Db } from '#lib/db/client';
import { isStatementTimeout } from '#lib/db/database-failure';
import { Prisma } from '#lib/db/generated/client';
import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import { readUuid } from '#lib/text/uuid';

/** What a search needs of the database. A statement that may time out needs a transaction of its own. */
export type Reader = Pick<Db, '$queryRaw'>;
export type SearchReader = Reader & {
  $transaction<Value>(act: (tx: Reader) => Promise<Value>): Promise<Value>;
};

/** How many of the newest connections show how common a search is, and each of its trigrams. */
const SAMPLE_ROWS = 500;
/** So many hits in the sample: reading the newest connections fills a page soonest. */
const COMMON_HITS = 13;
/** The rarest trigrams of a search are enough to find it; more of them only cost. */
const MAX_TRIGRAMS = 6;
/** Matches are counted up to here: nobody reads more. */
export const MAX_MATCHES = 2_000;
/** The index search is cut off after this, and answered with what was found without it. */
const INDEX_TIMEOUT_MS = 100;

export type Match = { id: string; status: ConnectionStatus; environment: Environment };

/** What a search has found by index, in all statuses and environments. */
type SearchFound = {
  /** The search as it is compared: folded. */
  folded: string;
  matches: Match[];
  /** False when there are more: then the connections have to be read, from the newest on. */
  isComplete: boolean;
};

type Sample = { folded: string; rows: number; hits: number; trigrams: string[] };

/**
 * Finds the connections that the staff are looking for: part of the customer's name, email address or subject, of the
 * profile's name or number, or the whole id of the connection or the customer. Reads no more than it can answer with:
 * what is common is left to `scan` (decision 029).
 */
export async function findMatches(reader: SearchReader, search: string): Promise<SearchFound> {
  const [sample, named] = await Promise.all([takeSample(reader, search), findById(reader, search)]);
  const { folded } = sample;
  // All there is was in the sample, or a page of it will be among the newest.
  if (sample.rows < SAMPLE_ROWS || sample.hits >= COMMON_HITS)
    return { folded, matches: named, isComplete: false };
  const found = await findByIndex(reader, sample);
  const matches = [...new Map([...named, ...(found ?? [])].map((match) => [match.id, match])).values()];
  return { folded, matches, isComplete: found !== undefined && found.length <= MAX_MATCHES };
}

/** The condition "this connection (alias c) is what the staff are looking for", read from the row itself. */
export function isMatch(folded: string): Prisma.Sql {
  const id = readUuid(folded);
  const isText = Prisma.sql`strpos(c.search_text, ${folded}) > 0`;
  return id === undefined
    ? isText
    : Prisma.sql`(${isText} OR c.id = ${id}::uuid OR c.customer_id = ${id}::uuid)`;
}

/** How common the search is among the newest connections, and which of its trigrams are rarest there. */
async function takeSample(reader: Reader, search: string): Promise<Sample> {
  const [sample] = await reader.$queryRaw<Sample[]>`
    WITH asked AS (SELECT lower(${search}::text COLLATE "und-x-icu") AS folded),
    newest AS MATERIALIZED (
      SELECT search_text FROM public.connections ORDER BY created_at DESC, id DESC LIMIT ${SAMPLE_ROWS}),
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

async function findById(reader: Reader, search: string): Promise<Match[]> {
  const id = readUuid(search);
  if (id === undefined) return [];
  return reader.$queryRaw<Match[]>`
    SELECT id, status::text AS status, environment::text AS environment FROM public.connections
    WHERE id = ${id}::uuid OR customer_id = ${id}::uuid LIMIT ${MAX_MATCHES}`;
}

/** Undefined when it took too long. */
async function findByIndex(reader: SearchReader, sample: Sample): Promise<Match[] | undefined> {
  try {
    return await reader.$transaction(async (tx) => {
      // For this transaction only: behind a pooler the session is not ours. A scan of all rows is never the answer here.
      await tx.$queryRaw`
        SELECT set_config('statement_timeout', ${`${INDEX_TIMEOUT_MS}ms`}, true), set_config('enable_seqscan', 'off', true)`;
      return tx.$queryRaw<Match[]>`
        SELECT c.id, c.status::text AS status, c.environment::text AS environment FROM public.connections AS c
        WHERE ${hasTrigrams(sample)} AND strpos(c.search_text, ${sample.folded}) > 0 LIMIT ${MAX_MATCHES + 1}`;
    });
  } catch (error) {
    if (isStatementTimeout(error)) return undefined;
    throw error;
  }
}

/**
 * What the indexes of migration staff_search_text find. Not the whole search as one pattern: PostgreSQL would look up
 * each of its trigrams, those that every row has too.
 */
function hasTrigrams({ folded, trigrams }: Sample): Prisma.Sql {
  if (trigrams.length > 0) {
    return Prisma.join(
      trigrams.map((part) => Prisma.sql`c.search_text LIKE ${`%${part}%`}`),
      ' AND ',
    );
  }
  const isOne = Array.from(folded).length === 1;
  return Prisma.sql`public.search_pairs(c.search_text) @> ARRAY(
    SELECT code FROM unnest(public.search_pairs(${folded})) AS code WHERE ${isOne} OR code >= 1::bigint << 21)`;
}
