import type { AccessPurpose } from '#lib/contract/connections';
import type { Database } from '#lib/db/client';
import { createBatcher, OF_STATEMENTS } from '#vault/runtime/batch';

/** Who uses a token, and what for. */
export type AccessUse = {
  purpose: AccessPurpose;
  /** Empty: no key asked. It is the customer, or the vault itself. */
  apiKeyId: string;
  /** Of the request, as its answer names it; of the customer's or the vault's own act, the id of what it is about. */
  requestId: string;
  /** The address that asked. */
  network: string | undefined;
};

export type AccessRecord = AccessUse & {
  /** Or the id of a personal token, or of a client of ours (`applicationId`). */
  connectionId: string;
  /** null: an application token has none. */
  version: bigint | null;
};

/** Writes one record. When it resolves, the record is committed: not before that may the token leave. */
export type WriteAccess = (record: AccessRecord) => Promise<void>;

const INSERT = {
  name: 'access-records',
  text: `
    INSERT INTO vault.access_records (connection_id, api_key_id, version, purpose, request_id, network)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::inet[])`,
};

/** Records that wait in one process are written together, in one statement and commit. */
export function createAccessRecords({ pool }: Pick<Database, 'pool'>): WriteAccess {
  const write = async (records: readonly AccessRecord[]): Promise<readonly undefined[]> => {
    const values = [
      records.map(({ connectionId }) => connectionId),
      records.map(({ apiKeyId }) => apiKeyId),
      records.map(({ version }) => version?.toString() ?? null),
      records.map(({ purpose }) => purpose),
      records.map(({ requestId }) => requestId),
      records.map(({ network }) => toInet(network)),
    ];
    await pool.query({ ...INSERT, values });
    return records.map(() => undefined);
  };
  return createBatcher<AccessRecord, undefined>({ run: write, ...OF_STATEMENTS });
}

/** PostgreSQL's inet knows no zone (`fe80::1%eth0`). */
export function toInet(address: string | undefined): string | null {
  return address?.replace(/%.*$/, '') ?? null;
}
