// What the staff's first page asks the database.

import type { Database } from '#lib/db/client';
import { readAttention } from '#web/home/attention';
import { readDays } from '#web/home/read-days';
import type { Act } from './pages-and-loops';

const ADMIN = { role: 'admin' } as const;
/** Days of two environments: twenty years have so many, in each of the statement's two looks. */
const DAYS = 30_000;
/** Each line is counted to 10,000, and the latest of it once more. */
const COUNTED = 50_000;

export function homeActs(web: Database): Act[] {
  return [
    ...([30, 90] as const).map(
      (days): Act => ({
        name: `staff: home, numbers of ${days} days`,
        mayRead: DAYS,
        run: () => readDays(web.db, ADMIN, { days, environment: undefined }),
      }),
    ),
    {
      name: 'staff: home, what needs attention',
      mayRead: COUNTED,
      run: () => readAttention(web.db, ADMIN, undefined),
    },
  ];
}
