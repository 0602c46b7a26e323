import type { Environment } from '#lib/env/wise';
import { sealedTable } from '#vault/keys/sealed-table';
import { recordContext } from './grant-record';

type Owner = {
  attemptId: string | null;
  connectionId: string | null;
  environment: Environment;
  clientId: string;
  customerId: string;
  wiseUserId: string;
  profileId: string;
  version: string;
  isConsistent: boolean;
};

/** The grants as a table of sealed records, those of exchanges under way and those being ended among them. */
export const sealedGrants = sealedTable<Owner>({
  name: 'vault.grants',
  id: 'id',
  sealed: ['access', 'refresh'],
  update: 'UPDATE vault.grants AS t SET',
  identity: `
    t.version::text AS version, c.id AS "connectionId", e.attempt_id AS "attemptId",
      coalesce(c.environment, e.environment)::text AS environment, coalesce(c.client_id, e.client_id) AS "clientId",
      coalesce(c.customer_id, e.customer_id) AS "customerId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId",
      (coalesce(c.environment, e.environment), coalesce(c.client_id, e.client_id), coalesce(c.customer_id, e.customer_id))
        = (t.environment, t.client_id, t.customer_id)
        AND (c.wise_user_id, c.profile_id) IS NOT DISTINCT FROM (t.wise_user_id, t.profile_id) AS "isConsistent"
    FROM vault.grants AS t LEFT JOIN public.connections AS c ON c.id = t.connection_id
      LEFT JOIN public.exchanges AS e ON e.attempt_id = t.attempt_id`,
  contextOf: ({ attemptId, connectionId, isConsistent, version, ...owner }, column) => {
    if (!isConsistent || (column !== 'access' && column !== 'refresh')) return undefined;
    if (connectionId !== null) return recordContext({ ...owner, connectionId }, column, BigInt(version));
    return attemptId === null ? undefined : recordContext({ ...owner, attemptId }, column, BigInt(version));
  },
});
