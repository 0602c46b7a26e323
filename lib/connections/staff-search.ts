import { Prisma } from '#lib/db/generated/client';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The condition "this connection (alias c) is what the staff are looking for": part of the customer's name,
 * e-mail address or subject, of the profile's name or id, or the whole id of the connection or the customer.
 *
 * position() has no wildcards, so `%` and `_` mean themselves. The folding names its collation because the
 * embedded database runs in the C locale, where lower('É') is 'É'.
 */
export function matchesSearch(search: string): Prisma.Sql {
  const contains = (column: Prisma.Sql) =>
    Prisma.sql`position(lower(${search}::text COLLATE "und-x-icu") IN lower(${column} COLLATE "und-x-icu")) > 0`;
  const parts = [
    contains(Prisma.sql`c.profile_name`),
    contains(Prisma.sql`c.profile_id`),
    Prisma.sql`c.customer_id IN (
      SELECT s.id FROM public.customers s
        WHERE ${contains(Prisma.sql`s.name`)} OR ${contains(Prisma.sql`s.email`)}
      UNION ALL
      SELECT a.customer_id FROM public.customer_accounts a WHERE ${contains(Prisma.sql`a.subject`)})`,
    ...(UUID.test(search)
      ? [Prisma.sql`c.id = ${search}::uuid`, Prisma.sql`c.customer_id = ${search}::uuid`]
      : []),
  ];
  return Prisma.sql`(${Prisma.join(parts, ' OR ')})`;
}
