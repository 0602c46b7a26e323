import { Prisma } from '#lib/db/generated/client';
import { readUuid } from '#lib/text/uuid';
import { byIndexAlone, isIndexed, MAX_MATCHES, type SearchReader, takeSample } from '#web/db/trigram-search';

export type { Reader, SearchReader } from '#web/db/trigram-search';

/** The condition "this customer (alias p) is whom the staff look for", read from the row itself. */
export function isMatch(search: string): Prisma.Sql {
  const isText = Prisma.sql`strpos(p.search_text, lower(${search}::text COLLATE "und-x-icu")) > 0`;
  const id = readUuid(search);
  return id === undefined ? isText : Prisma.sql`(${isText} OR p.id = ${id}::uuid)`;
}

/**
 * Finds customers by index: part of the name, email address or subject, or the whole id.
 *
 * @returns undefined where there are too many, or it took too long: they are read from the newest on.
 */
export async function findByIndex(reader: SearchReader, search: string): Promise<string[] | undefined> {
  const id = readUuid(search);
  const sample = await takeSample(reader, search, Prisma.sql`public.customers`);
  const rows = await byIndexAlone(
    reader,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      SELECT p.id FROM public.customers AS p
      WHERE ${isIndexed(Prisma.sql`p.search_text`, sample)} LIMIT ${MAX_MATCHES + 1}`,
  );
  if (rows === undefined || rows.length > MAX_MATCHES) return undefined;
  return [...(id === undefined ? [] : [id]), ...rows.map((row) => row.id)];
}
