import type { Audience } from '#lib/contract/people';
import { Prisma } from '#lib/db/generated/client';
import type { WebDb } from '#web/db/web-db';

/** How long an email link works, in minutes. */
export const LINK_MINUTES = 10;

/** Links that may be open in all while strangers ask: a bound for the mail server, not for any one person. */
export const STRANGERS_OPEN_LINKS = 1_000;

const TABLES: Record<Audience, Prisma.Sql> = {
  customer: Prisma.sql`public.customer_verification_tokens`,
  staff: Prisma.sql`public.staff_verification_tokens`,
};

/** Links that are over and go with each new one. */
const SWEPT_AT_ONCE = 20;

/** Keeps the hash of a link's token for an address. */
export async function keepMailToken(
  db: WebDb,
  audience: Audience,
  { identifier, token }: { identifier: string; token: string },
): Promise<void> {
  const table = TABLES[audience];
  await db.$executeRaw`
    DELETE FROM ${table} WHERE token IN (
      SELECT token FROM ${table} WHERE expires < now()
      ORDER BY expires LIMIT ${SWEPT_AT_ONCE}::int FOR UPDATE SKIP LOCKED)`;
  await db.$executeRaw`
    INSERT INTO ${table} (identifier, token, expires)
    VALUES (${identifier}, ${token}, now() + make_interval(mins => ${LINK_MINUTES}::int))`;
}

/** How many unused links still work. */
export async function countOpenLinks(db: WebDb, audience: Audience): Promise<number> {
  const rows = await db.$queryRaw<{ open: number }[]>`
    SELECT count(*)::int AS open FROM ${TABLES[audience]} WHERE expires > now() AND token NOT LIKE 'code:%'`;
  return rows[0]?.open ?? 0;
}

/** The address a link's token was sent to, while it works. Reading consumes nothing. */
export async function peekMailToken(
  db: WebDb,
  audience: Audience,
  token: string,
): Promise<string | undefined> {
  const rows = await db.$queryRaw<{ identifier: string }[]>`
    SELECT identifier FROM ${TABLES[audience]} WHERE token = ${token} AND expires > now()`;
  return rows[0]?.identifier;
}

/** Uses a token up, once, and gives its address: of several requests at the same moment one gets it. */
export async function takeMailToken(
  db: WebDb,
  audience: Audience,
  token: string,
): Promise<string | undefined> {
  const rows = await db.$queryRaw<{ identifier: string }[]>`
    DELETE FROM ${TABLES[audience]} WHERE token = ${token} AND expires > now() RETURNING identifier`;
  return rows[0]?.identifier;
}

/** Uses up every code of an address: somebody who reads its mail has signed in. */
export async function forgetMailCodes(db: WebDb, audience: Audience, address: string): Promise<void> {
  await db.$executeRaw`
    DELETE FROM ${TABLES[audience]} WHERE identifier = ${address} AND token LIKE 'code:%'`;
}
