// What the staff's page of the whole audit trail asks the database.

import type { Database } from '#lib/db/client';
import { listActivity } from '#web/audit/activity';
import { parseActivityFilter } from '#web/audit/activity-filter';
import type { Act, Place } from './pages-and-loops';

const ADMIN = { role: 'admin' } as const;
/** What one page may look at, twice: the entries, and how far it got. */
const BOUNDED = 25_000;

export function activityActs(web: Database, { customerId, connectionId, createdAt, count }: Place): Act[] {
  const day = createdAt.toISOString().slice(0, 10);
  const before = String(Math.floor(count / 2));
  const queries: Record<string, string>[] = [
    {},
    { before },
    { actor: 'customer', before },
    { actor: 'staff' },
    { actor: 'api_key' },
    { subject: 'connections', before },
    { subject: 'sign_ins', actor: 'staff' },
    { customer: customerId },
    { connection: connectionId },
    { from: day, to: day },
    { environment: 'sandbox', from: day },
    { network: '203.0.113.0/24' },
  ];
  return queries.map((query) => ({
    name: `staff: activity ${JSON.stringify(query)}`,
    mayRead: BOUNDED,
    run: () => listActivity(web.db, ADMIN, parseActivityFilter(query)),
  }));
}
