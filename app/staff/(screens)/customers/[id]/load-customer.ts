import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { ALLOWED_ROLES, type CustomerAct } from '#lib/contract/people';
import type { StaffSession } from '#lib/sessions/session';
import { findStaffCustomer, type StaffCustomer } from '#web/customers/staff-detail';
import { webDb } from '#web/db/web-db';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { requireStaff } from '#web/staff/current';

// No route of its own: app/staff/[...rest] answers it with 404.
const NOWHERE = '/staff/not-found';

type Loaded = { staff: StaffSession; customer: StaffCustomer };

/**
 * The customer of an address and the member of staff who may do `act`; once per render. Signed out → sign-in, no role → 403,
 * no such customer → 404, no database → 503.
 */
export const loadCustomer = cache(
  (id: string, act: CustomerAct | 'view', returnTo: string): Promise<Loaded> =>
    withUnavailablePage(returnTo, async () => {
      const staff = await requireStaff(ALLOWED_ROLES[act], returnTo);
      const customer = (await findStaffCustomer(webDb(), staff, id)) ?? redirect(NOWHERE);
      return { staff, customer };
    }),
);
