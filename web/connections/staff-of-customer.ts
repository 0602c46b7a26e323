import type { ConnectionReason, ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

export type ConnectionOfCustomer = {
  id: string;
  status: ConnectionStatus;
  reason: ConnectionReason | null;
  frozen: boolean;
  environment: Environment;
  profileId: string;
  profileType: ProfileType;
  profileName: string;
  createdAt: Date;
  disconnectedAt: Date | null;
};

/** As many as anybody reads on one page; the list of connections has the others. */
export const MAX_CONNECTIONS = 25;

/**
 * A customer's connections, current and past, newest first, for any staff role.
 *
 * @returns one more than MAX_CONNECTIONS where there are more.
 * @throws AppError FORBIDDEN
 */
export async function listConnectionsOf(
  reader: Reader,
  viewer: Viewer,
  customerId: string,
): Promise<ConnectionOfCustomer[]> {
  assertStaffMay(viewer, 'view');
  return reader.$queryRaw<ConnectionOfCustomer[]>`
    SELECT id, status::text AS status, reason::text AS reason, frozen_at IS NOT NULL AS frozen,
      environment::text AS environment, profile_id AS "profileId", profile_type::text AS "profileType",
      profile_name AS "profileName", created_at AS "createdAt", disconnected_at AS "disconnectedAt"
    FROM public.connections WHERE customer_id = ${customerId}::uuid
    ORDER BY created_at DESC, id DESC LIMIT ${MAX_CONNECTIONS + 1}`;
}
