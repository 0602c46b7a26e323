import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { ALLOWED_ROLES, type StaffAct } from '#lib/contract/people';
import type { StaffSession } from '#lib/sessions/session';
import { recordLook } from '#web/audit/record-look';
import { findStaffConnection, type StaffConnection } from '#web/connections/staff-detail';
import { webDb } from '#web/db/web-db';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { requireStaff } from '#web/staff/current';

// No route of its own: app/staff/[...rest] answers it with 404.
const NOWHERE = '/staff/not-found';

type Loaded = { staff: StaffSession; connection: StaffConnection };

/**
 * The connection of an address and the member of staff who may do `act` with it; once per render. Signed out → sign-in,
 * no role → 403, no such connection → 404, no database → 503. That its customer's data is seen is recorded first (069).
 */
export const loadConnection = cache(
  (id: string, act: StaffAct, returnTo: string): Promise<Loaded> =>
    withUnavailablePage(returnTo, async () => {
      const staff = await requireStaff(ALLOWED_ROLES[act], returnTo);
      const connection = (await findStaffConnection(webDb(), staff, id)) ?? redirect(NOWHERE);
      await recordLook(webDb(), { staff, customerId: connection.customer.id, connectionId: connection.id });
      return { staff, connection };
    }),
);
