// What the staff's page of webhooks asks the database.

import type { Database } from '#lib/db/client';
import { listDeliveries, parseDeliveryFilter } from '#web/webhooks/deliveries';
import type { Act } from './pages-and-loops';

const ADMIN = { role: 'admin' } as const;
/** A page and what is looked up for each of its rows. */
const PAGE = 1_000;

const FILTERS: Record<string, string>[] = [
  {},
  { before: '50000' },
  { type: 'users#state-change' },
  { outcome: 'applied' },
  { outcome: 'failed' },
  { type: 'no#such' },
];

export function webhookActs(web: Database): Act[] {
  return FILTERS.map((query) => ({
    name: `staff: webhooks ${JSON.stringify(query)}`,
    mayRead: PAGE,
    run: () => listDeliveries(web.db, ADMIN, parseDeliveryFilter(query)),
  }));
}
