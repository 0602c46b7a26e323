// What the staff's page of one connection asks the database.

import type { Database } from '#lib/db/client';
import { listStaffApprovals } from '#web/approvals/read-approvals';
import { listAssignable, readFollowUp } from '#web/connections/follow-up';
import { listOpenAlarms } from '#web/connections/staff-alarms';
import { findStaffConnection } from '#web/connections/staff-detail';
import { readTimeline } from '#web/connections/timeline';
import { readTokenFacts } from '#web/connections/token-facts';
import { listStaffUses } from '#web/connections/uses';
import type { Act, Place } from './pages-and-loops';

const ADMIN = { role: 'admin' } as const;
/** A page and what is looked up for each of its rows. */
const PAGE = 1_000;
/** The records of a busy minute, which pages count themselves (decision 056). */
const UNCOUNTED = 10_000;

export function connectionActs({ db }: Database, { connectionId, createdAt }: Place): Act[] {
  return [
    {
      name: 'staff: one connection',
      mayRead: PAGE,
      run: async () => {
        await findStaffConnection(db, ADMIN, connectionId);
        await readFollowUp(db, ADMIN, connectionId);
        await readTokenFacts(db, ADMIN, connectionId);
        await listStaffApprovals(db, ADMIN, connectionId);
        await listAssignable(db, ADMIN);
        await listOpenAlarms(db, ADMIN);
      },
    },
    {
      name: 'staff: the timeline of one connection, and its second page',
      mayRead: UNCOUNTED,
      run: async () => {
        await readTimeline(db, ADMIN, connectionId);
        const at = String(createdAt.getTime() * 1_000);
        await readTimeline(db, ADMIN, connectionId, { at, source: 'notice', key: connectionId });
      },
    },
    {
      name: 'staff: the uses of one connection',
      mayRead: UNCOUNTED,
      run: () => listStaffUses(db, ADMIN, connectionId),
    },
  ];
}
