// What the staff's pages of customers ask the database.

import type { Database } from '#lib/db/client';
import { formatCursor } from '#lib/text/cursor';
import { listStaffApprovalsOf } from '#web/approvals/read-approvals';
import { listAttemptsOf } from '#web/attempts/staff-attempts';
import { listConnectionsOf } from '#web/connections/staff-of-customer';
import { findStaffCustomer } from '#web/customers/staff-detail';
import { readErasure } from '#web/customers/staff-erasure';
import { parseCustomerFilter } from '#web/customers/staff-filter';
import { listStaffCustomers } from '#web/customers/staff-list';
import { listNoticesOf } from '#web/customers/staff-notices';
import { listRegistrationsOf } from '#web/customers/staff-registrations';
import { listSessionsOf } from '#web/customers/staff-sessions';
import type { Act, Place } from './pages-and-loops';
import { SEARCHES } from './searches';

const ADMIN = { role: 'admin' } as const;
/** A page and what is looked up for each of its rows. */
const PAGE = 1_000;

export function customerActs(web: Database, place: Place): Act[] {
  const { customerId } = place;
  const list = (params: Record<string, string>) => () =>
    listStaffCustomers(web.db, ADMIN, parseCustomerFilter(params));
  const deep = formatCursor({ at: place.createdAt, id: customerId });
  return [
    { name: 'staff customers: first page', mayRead: PAGE, run: list({}) },
    { name: 'staff customers: half way down', mayRead: PAGE, run: list({ after: deep }) },
    { name: 'staff customers: who asked to be erased', mayRead: PAGE * 10, run: list({ erasure: 'asked' }) },
    ...SEARCHES.map(({ what, textOf, mayRead }) => ({
      name: `staff customers, search: ${what}`,
      mayRead: mayRead(place.count),
      run: list({ q: textOf(place.count) }),
    })),
    {
      name: 'staff: a customer’s page',
      mayRead: PAGE,
      run: () =>
        Promise.all([
          findStaffCustomer(web.db, ADMIN, customerId),
          listConnectionsOf(web.db, ADMIN, customerId),
          listAttemptsOf(web.db, ADMIN, customerId),
          listSessionsOf(web.db, ADMIN, customerId),
          listNoticesOf(web.db, ADMIN, customerId),
          listStaffApprovalsOf(web.db, ADMIN, customerId),
          listRegistrationsOf(web.db, ADMIN, customerId),
          readErasure(web.db, ADMIN, customerId),
        ]),
    },
  ];
}
