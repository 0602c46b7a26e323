import { Prisma } from '#lib/db/generated/client';
import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import { readUuid } from '#lib/text/uuid';
import {
  byIndexAlone,
  isIndexed,
  MAX_MATCHES,
  type Reader,
  SAMPLE_ROWS,
  type Sample,
  type SearchReader,
  takeSample,
} from '#web/db/trigram-search';

export type { Reader, SearchReader } from '#web/db/trigram-search';

/** So many hits in the sample: reading the newest connections fills a page soonest. */
const COMMON_HITS = 13;

export type Match = { id: string; status: ConnectionStatus; environment: Environment };

/** What a search has found by index, in all statuses and environments. */
type SearchFound = {
  /** The search as it is compared: folded. */
  folded: string;
  matches: Match[];
  /** False when there are more: then the connections have to be read, from the newest on. */
  isComplete: boolean;
};

/**
 * Finds the connections that the staff are looking for: part of the customer's name, email address or subject, of the
 * profile's name or number, or the whole id of the connection or the customer. Reads no more than it can answer with:
 * what is common is left to `scan` (decision 029).
 */
export async function findMatches(reader: SearchReader, search: string): Promise<SearchFound> {
  const [sample, named] = await Promise.all([
    takeSample(reader, search, Prisma.sql`public.connections`),
    findById(reader, search),
  ]);
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

async function findById(reader: Reader, search: string): Promise<Match[]> {
  const id = readUuid(search);
  if (id === undefined) return [];
  return reader.$queryRaw<Match[]>`
    SELECT id, status::text AS status, environment::text AS environment FROM public.connections
    WHERE id = ${id}::uuid OR customer_id = ${id}::uuid LIMIT ${MAX_MATCHES}`;
}

/** Undefined when it took too long. */
function findByIndex(reader: SearchReader, sample: Sample): Promise<Match[] | undefined> {
  return byIndexAlone(
    reader,
    (tx) => tx.$queryRaw<Match[]>`
      SELECT c.id, c.status::text AS status, c.environment::text AS environment FROM public.connections AS c
      WHERE ${isIndexed(Prisma.sql`c.search_text`, sample)} LIMIT ${MAX_MATCHES + 1}`,
  );
}
