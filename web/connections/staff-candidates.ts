import { Prisma } from '#lib/db/generated/client';
import { MAX_MATCHES } from '#web/db/trigram-search';
import { RESTRICTS, usedWithin } from './staff-conditions';
import type { StaffNarrowing } from './staff-filter';
import { findMatches, type Match, type Reader, type SearchReader } from './staff-search';

/** What was found by an index, in all statuses and environments, before the rest of the filter is looked at. */
export type Found = {
  /** The search as it is compared: folded. */
  folded: string | undefined;
  matches: Match[];
  /** False when there are more: then the connections have to be read in their order. */
  isComplete: boolean;
};

/**
 * Finds the few connections that a filter can mean: by its search, or by a word that an index of its own answers. Undefined
 * when nothing is asked for that way. What many have is left to be read in order (decision 067).
 */
export async function findCandidates(
  reader: SearchReader,
  filter: StaffNarrowing,
): Promise<Found | undefined> {
  const bySearch: Found | undefined =
    filter.search === '' ? undefined : await findMatches(reader, filter.search);
  if (bySearch?.isComplete === true) return bySearch;
  for (const source of sourcesOf(filter)) {
    const matches = await findSome(reader, source);
    if (matches !== undefined) return { folded: bySearch?.folded, matches, isComplete: true };
  }
  return bySearch;
}

/** Ids of connections that a word may mean, each statement bounded by its own LIMIT. */
type Source = { ids: Prisma.Sql; limit: number };

/** An id may come more than once: an owner has one row per connection, a note has many. */
const MAX_ROWS = 4_000;

/** Each is looked up twice, as a profile's and as a user's. */
const MAX_RESTRICTED = 500;

/** What can be found so, each only if it is asked for. */
function sourcesOf(filter: StaffNarrowing): Source[] {
  const { reason, match, owner, note, failing, snoozed, money, usedFrom, usedTo } = filter;
  const few = MAX_MATCHES + 1;
  const sources: Source[] = [];
  const add = (ids: Prisma.Sql, limit = few) => sources.push({ ids, limit });
  if (owner !== undefined && owner !== 'none')
    add(Prisma.sql`SELECT connection_id AS id FROM public.connection_follow_up
      WHERE owner_staff_id = ${owner}::uuid LIMIT ${few}`);
  if (note)
    add(
      Prisma.sql`SELECT connection_id AS id FROM public.connection_notes ORDER BY connection_id LIMIT ${MAX_ROWS}`,
      MAX_ROWS,
    );
  if (snoozed === 'yes')
    add(Prisma.sql`SELECT connection_id AS id FROM public.connection_follow_up
      WHERE snoozed_until > now() ORDER BY snoozed_until LIMIT ${few}`);
  if (failing)
    add(Prisma.sql`SELECT connection_id AS id FROM public.failing_refreshes
      ORDER BY environment, connection_id LIMIT ${few}`);
  if (reason !== undefined)
    add(Prisma.sql`SELECT id FROM public.connections WHERE reason = ${reason}::public.connection_reason
      ORDER BY created_at LIMIT ${few}`);
  if (match !== undefined)
    add(Prisma.sql`SELECT id FROM public.connections WHERE match_verdict = ${match}
      ORDER BY created_at LIMIT ${few}`);
  const within = usedWithin({ usedFrom, usedTo });
  if (within.length > 0)
    add(Prisma.sql`SELECT u.connection_id AS id FROM public.connection_last_use AS u
      WHERE ${Prisma.join(within, ' AND ')} ORDER BY u.used_at LIMIT ${few}`);
  if (money === 'no') add(restricted(MAX_RESTRICTED), MAX_RESTRICTED);
  return sources;
}

/** A row for each standing, also for one without a connection: fewer rows than the limit mean that all were read. */
function restricted(limit: number): Prisma.Sql {
  return Prisma.sql`SELECT c.id FROM (
      SELECT s.environment, s.subject, s.subject_id, s.fact, s.value, s.occurred_at FROM public.wise_standings AS s
      WHERE public.standing_restricts(s.fact, s.value) ORDER BY s.environment, s.subject, s.subject_id LIMIT ${limit}) AS s
    LEFT JOIN LATERAL (
      SELECT c.id, c.connected_at FROM public.connections AS c WHERE s.subject = 'profile' AND c.profile_id = s.subject_id
        AND c.environment = s.environment
      UNION ALL
      SELECT c.id, c.connected_at FROM public.connections AS c WHERE s.subject = 'user' AND c.wise_user_id = s.subject_id
        AND c.environment = s.environment) AS c
      ON ${RESTRICTS} LIMIT ${limit}`;
}

/** Undefined when there are too many. */
async function findSome(reader: Reader, { ids, limit }: Source): Promise<Match[] | undefined> {
  const found = await reader.$queryRaw<{ id: string | null }[]>(ids);
  const some = [...new Set(found.flatMap(({ id }) => (id === null ? [] : [id])))];
  if (found.length >= limit || some.length > MAX_MATCHES) return undefined;
  if (some.length === 0) return [];
  return reader.$queryRaw<Match[]>`
    SELECT c.id, c.status::text AS status, c.environment::text AS environment FROM public.connections AS c
    WHERE c.id = ANY (${some}::uuid[])`;
}
