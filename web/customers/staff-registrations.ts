import type { RegistrationState } from '#lib/contract/wise-users';
import type { Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { Reader } from './staff-search';

/** A Wise user that the partner's system asked for, without a connection. `closed` follows one, so it is not among them. */
export type StaffRegistrationWithout = {
  id: string;
  environment: Environment;
  state: Exclude<RegistrationState, 'connected' | 'closed'>;
  /** Why there is no connection yet, where the vault knows: `no_profile` or another code. */
  reason: string | null;
  email: string;
  createdAt: Date;
  since: Date;
};

const MAX_REGISTRATIONS = 10;

/**
 * The Wise users made for this customer that have no connection (yet), newest first, for any staff role. Those with one are
 * on the connection's page.
 *
 * @throws AppError FORBIDDEN
 */
export async function listRegistrationsOf(
  reader: Reader,
  viewer: Viewer,
  customerId: string,
): Promise<StaffRegistrationWithout[]> {
  assertStaffMay(viewer, 'view');
  return reader.$queryRaw<StaffRegistrationWithout[]>`
    SELECT id, environment::text AS environment, state::text AS state, reason, email, created_at AS "createdAt",
      state_changed_at AS since
    FROM public.wise_registrations
    WHERE customer_id = ${customerId}::uuid AND connection_id IS NULL AND state NOT IN ('connected', 'closed')
    ORDER BY created_at DESC, id LIMIT ${MAX_REGISTRATIONS}::integer`;
}
