import { Prisma } from '#lib/db/generated/client';
import type { WebDb } from '#lib/db/web';
import type { Audience } from '#lib/http/return-path';

/** How long an e-mail link works, in minutes. */
export const LINK_MINUTES = 10;

/** Links that may be open at a time: per address (nobody's mailbox is flooded) and in all (nor our mail server). */
export const OPEN_LINKS = { perAddress: 3, inAll: 300 } as const;

const TABLES: Record<Audience, Prisma.Sql> = {
  customer: Prisma.sql`public.customer_verification_tokens`,
  staff: Prisma.sql`public.staff_verification_tokens`,
};

export type MailToken = { identifier: string; token: string; expires: Date };

/**
 * Keeps the hash of a link's token for an address, unless too many links are open: every unused link
 * that still works counts. One at a time, so that a burst of requests cannot slip past the count.
 *
 * @returns whether it was kept; a link that was not kept must not be sent.
 */
export async function keepMailToken(
  db: WebDb,
  audience: Audience,
  { identifier, token }: Omit<MailToken, 'expires'>,
): Promise<boolean> {
  const table = TABLES[audience];
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`mail links: ${audience}`}))`;
    await tx.$executeRaw`DELETE FROM ${table} WHERE expires < now()`;
    const kept = await tx.$executeRaw`
      INSERT INTO ${table} (identifier, token, expires)
      SELECT ${identifier}, ${token}, now() + make_interval(mins => ${LINK_MINUTES}::int)
       WHERE (SELECT count(*) FROM ${table}) < ${OPEN_LINKS.inAll}::int
         AND (SELECT count(*) FROM ${table} WHERE identifier = ${identifier}) < ${OPEN_LINKS.perAddress}::int`;
    return kept === 1;
  });
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

/** Uses a token up, once: of several requests at the same moment one gets it. */
export async function takeMailToken(
  db: WebDb,
  audience: Audience,
  { identifier, token }: Omit<MailToken, 'expires'>,
): Promise<MailToken | null> {
  const rows = await db.$queryRaw<MailToken[]>`
    DELETE FROM ${TABLES[audience]}
     WHERE token = ${token} AND identifier = ${identifier} AND expires > now()
    RETURNING identifier, token, expires`;
  return rows[0] ?? null;
}
