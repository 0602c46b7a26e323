import { Prisma } from '#lib/db/generated/client';
import { readUuid } from '#lib/text/uuid';

/** An index of trigrams knows nothing of fewer letters. */
const TRIGRAM = 3;

/**
 * The condition "this connection (alias c) is what the staff are looking for": part of the customer's name,
 * e-mail address or subject, of the profile's name or number, or the whole id of the connection or the customer.
 */
export function matchesSearch(search: string): Prisma.Sql {
  const words = Prisma.sql`LIKE lower(${`%${literally(search)}%`}::text COLLATE "und-x-icu")`;
  return Array.from(search).length < TRIGRAM ? readingRows(words) : usingIndexes(words, search);
}

// Letter by letter the expressions of the indexes in migration staff_search, or the database reads every row.
// A search has no line breaks (staff-filter.ts), so that none is found across two fields.
const CUSTOMER = Prisma.sql`lower((coalesce(s.name, '') || E'\n' || s.email) COLLATE "und-x-icu")`;
const SUBJECT = Prisma.sql`lower(a.subject COLLATE "und-x-icu")`;
const profile = (connection: Prisma.Sql) =>
  Prisma.sql`lower((${connection}.profile_name || E'\n' || ${connection}.profile_id) COLLATE "und-x-icu")`;

/** A union of ids and no OR: each arm has an index of its own, and an OR over tables could use none. */
function usingIndexes(words: Prisma.Sql, search: string): Prisma.Sql {
  const id = readUuid(search);
  const arms = [
    Prisma.sql`SELECT f.id FROM public.connections f WHERE ${profile(Prisma.sql`f`)} ${words}`,
    Prisma.sql`SELECT f.id FROM public.customers s JOIN public.connections f ON f.customer_id = s.id
      WHERE ${CUSTOMER} ${words}`,
    Prisma.sql`SELECT f.id FROM public.customer_accounts a JOIN public.connections f ON f.customer_id = a.customer_id
      WHERE ${SUBJECT} ${words}`,
    ...(id !== undefined
      ? [
          Prisma.sql`SELECT f.id FROM public.connections f WHERE f.id = ${id}::uuid`,
          Prisma.sql`SELECT f.id FROM public.connections f WHERE f.customer_id = ${id}::uuid`,
        ]
      : []),
  ];
  return Prisma.sql`c.id IN (${Prisma.join(arms, ' UNION ALL ')})`;
}

/** One or two letters are nearly everywhere: reading from the newest on finds a page of them soonest. */
function readingRows(words: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${profile(Prisma.sql`c`)} ${words}
    OR c.customer_id IN (SELECT s.id FROM public.customers s WHERE ${CUSTOMER} ${words})
    OR c.customer_id IN (SELECT a.customer_id FROM public.customer_accounts a WHERE ${SUBJECT} ${words}))`;
}

/** LIKE's own signs as themselves. */
function literally(search: string): string {
  return search.replace(/[\\%_]/g, '\\$&');
}
