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

const ADMIN = { role: 'admin' } as const;
/** A page and what is looked up for each of its rows. */
const PAGE = 1_000;
/** The bounds of a search: staff-list.ts, staff-search.ts. */
const BOUNDED = 25_000;

/** @param searches what each looks for, in words, and the search itself. */
export function customerActs(
  web: Database,
  place: Place,
  searches: [what: string, search: (count: number) => string][],
): Act[] {
  const { customerId } = place;
  const list = (params: Record<string, string>) => () =>
    listStaffCustomers(web.db, ADMIN, parseCustomerFilter(params));
  const deep = formatCursor({ at: place.createdAt, id: customerId });
  return [
    { name: 'staff customers: first page', mayRead: PAGE, run: list({}) },
    { name: 'staff customers: half way down', mayRead: PAGE, run: list({ after: deep }) },
    { name: 'staff customers: who asked to be erased', mayRead: PAGE * 10, run: list({ erasure: 'asked' }) },
    ...searches.map(([name, search]) => ({
      name: `staff customers, search: ${name}`,
      // where each part is everybody's, the index search is bounded by its 100 ms alone: a fast machine gets through with it
      mayRead: name.startsWith('nobody, of parts') ? 2 * place.count : BOUNDED,
      run: list({ q: search(place.count) }),
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
