import { applicationIds } from '#lib/contract/application-id';
import type { Tx } from '#lib/db/client';

type Reader = Pick<Tx, '$queryRaw'>;

/** Whether this is a customer's connection, or one that records are of: an account of ours and our own client have ids of their own. */
export async function wasConnectionHere(db: Reader, id: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ wasHere: boolean }[]>`
    SELECT EXISTS (SELECT FROM public.connections WHERE id = ${id}::uuid)
      OR EXISTS (SELECT FROM public.access_by_day WHERE connection_id = ${id}::uuid) AS "wasHere"`;
  return row?.wasHere === true;
}

/**
 * Whether connections of this client, or tokens of its own, are here. In the order of the index: with EXISTS PostgreSQL reads the
 * connections instead, to their end when there is none.
 */
export async function wasClientHere(db: Reader, clientId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ wasHere: boolean }[]>`
    SELECT (SELECT id FROM public.connections WHERE client_id BETWEEN ${clientId} AND ${clientId}
        ORDER BY client_id LIMIT 1) IS NOT NULL
      OR EXISTS (SELECT FROM public.access_by_day WHERE connection_id = ANY (${applicationIds(clientId)}::uuid[])) AS "wasHere"`;
  return row?.wasHere === true;
}
