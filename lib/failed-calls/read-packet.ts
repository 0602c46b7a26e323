import type { FailedCall, SupportPacket } from '#lib/contract/support-packets';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

/** Of a connection, or of an environment's client itself: its application, its own account, and its token calls for nobody. */
export type PacketOf = {
  environment: Environment;
  connectionId: string | null;
  /** The client ID of the connection, or the one that is set up: what the packet names where no call failed. */
  clientId: string | null;
};

const MOST_CALLS = 50;

/** What staff send to Wise's support about calls that failed, the last of each sort, newest first. */
export async function readSupportPacket(
  db: Pick<Tx, '$queryRaw'>,
  { environment, connectionId, clientId }: PacketOf,
): Promise<SupportPacket> {
  const rows = await db.$queryRaw<(FailedCall & { client_id: string })[]>`
    SELECT client_id, connection_id::text, kind, method, path, status, problem, count::int, first_at, last_at,
      request_id, correlation_id, trace_id AS wise_trace_id, header_names AS answer_header_names, request_shape,
      answer_shape, token_version::text,
      extract(epoch FROM last_at - token_issued_at)::int AS token_age_seconds
    FROM public.failed_calls
    WHERE environment = ${environment}::public.environment
      AND connection_id IS NOT DISTINCT FROM ${connectionId}::uuid
    ORDER BY last_at DESC LIMIT ${MOST_CALLS}::int`;
  return {
    environment,
    client_id: rows[0]?.client_id ?? clientId,
    made_at: new Date(),
    calls: rows.map(({ client_id: _client, ...call }) => call),
  };
}

/** The packet as it is written into a file. */
export const packetFile = (packet: SupportPacket): string => `${JSON.stringify(packet, null, 2)}\n`;
