import type { Tx } from '#lib/db/client';
import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';

export type LockedConnection = {
  id: string;
  customerId: string;
  environment: Environment;
  status: ConnectionStatus;
};

/** Locks one connection until the transaction ends. Lock order everywhere: exchange, connection, grant. */
export async function lockConnection(tx: Tx, connectionId: string): Promise<LockedConnection | undefined> {
  const [row] = await tx.$queryRaw<LockedConnection[]>`
    SELECT id, customer_id AS "customerId", environment::text AS environment, status::text AS status
    FROM public.connections WHERE id = ${connectionId}::uuid FOR UPDATE`;
  return row;
}
