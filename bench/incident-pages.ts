// What the staff's pages of a suspected breach ask the database.

import type { HoldTarget } from '#lib/contract/holds';
import type { Database } from '#lib/db/client';
import { bringForward } from '#vault/grants/bring-forward';
import { countScope, grantIsOf } from '#vault/incidents/count-scope';
import type { VaultContext } from '#vault/runtime/context';
import { listBulkActs } from '#web/bulk/bulk-acts';
import { listExposureRingKeys, readExposure } from '#web/connections/exposure';
import { parseExposureFilter } from '#web/connections/exposure-filter';
import { findUnknown } from '#web/connections/exposure-unknown';
import { listHolds } from '#web/holds/holds';
import { listIncidents } from '#web/incidents/incidents';
import { listWaiting } from '#web/incidents/second-approvals';
import type { Act, Place } from './pages-and-loops';
import { undone } from './undone';

const ADMIN = { role: 'admin', staffId: '00000000-0000-4000-8000-000000000001' } as const;
/** The key that made every use (fillConnections). */
const KEY = '0123456789abcdef';
const DAY_MS = 86_400_000;

/** Lines of one look, and what came within a minute that was not counted yet: exposure-lines.ts, reached-by-key.ts. */
const LOOK = 60_000;

export function incidentActs(web: Database, { connectionId }: Place): Act[] {
  const minute = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 16);
  const windows: [string, Record<string, string>][] = [
    ['the last day', {}],
    ['90 days', { from: minute(90) }],
    ['90 days of a key', { from: minute(90), key: KEY }],
    ['90 days of a connection', { from: minute(90), connection: connectionId }],
    ['90 days of the client', { from: minute(90), client: 'acme-bank' }],
    ['90 days of the sandbox', { from: minute(90), environment: 'sandbox' }],
    [
      '90 days of the client in the sandbox',
      { from: minute(90), client: 'acme-bank', environment: 'sandbox' },
    ],
    ['90 days of a client that nobody has', { from: minute(90), client: 'nobody' }],
    ['90 days of the encryption key of most', { from: minute(90), 'encryption-key': 'k1' }],
    ['90 days of a former encryption key', { from: minute(90), 'encryption-key': 'rotated-key' }],
    ['the last day of a former encryption key', { 'encryption-key': 'rotated-key' }],
    [
      '90 days, further down',
      { from: minute(90), after: [minute(15).slice(0, 10), KEY, connectionId, 'token'].join('_') },
    ],
  ];
  return [
    ...windows.map(([name, query]) => ({
      name: `staff: who used what, ${name}`,
      mayRead: LOOK,
      run: async () => {
        const filter = parseExposureFilter(query);
        if (typeof filter === 'string') throw new Error(`not read: ${filter}`);
        await listExposureRingKeys(web.db, ADMIN);
        await findUnknown(web.db, ADMIN, filter);
        await readExposure(web.db, ADMIN, filter);
      },
    })),
    {
      name: 'staff: incidents, holds, bulk actions, and what waits for a second person',
      mayRead: 1_000,
      run: async () => {
        await listIncidents(web.db, ADMIN);
        await listHolds(web.db, ADMIN);
        await listWaiting(web.db, ADMIN);
        await listBulkActs(web.db, ADMIN, undefined);
      },
    },
  ];
}

const TARGETS: [string, HoldTarget][] = [
  ['everything', { scope: 'everything' }],
  ['the sandbox', { scope: 'environment', value: 'sandbox' }],
  ['an API key', { scope: 'api_key', value: KEY }],
  ['an API key that nobody used', { scope: 'api_key', value: 'fedcba9876543210' }],
  ['an encryption key', { scope: 'ring_key', value: 'former-key' }],
  ['the encryption key of most', { scope: 'ring_key', value: 'k1' }],
  ['an encryption key that was rotated away', { scope: 'ring_key', value: 'rotated-key' }],
  ['an encryption key that nobody has', { scope: 'ring_key', value: 'no-key' }],
];

export function incidentCounts({ database: { db } }: VaultContext): Act[] {
  const since = new Date(Date.now() - 10 * DAY_MS);
  return TARGETS.flatMap(([name, target]) => [
    ...[null, since].map((from) => ({
      name: `vault: what an incident on ${name} covers${from === null ? '' : ', since a day'}`,
      mayRead: LOOK,
      run: () => countScope(db, { target, since: from }),
    })),
    {
      name: `vault: the next grants that an incident on ${name} refreshes`,
      mayRead: LOOK,
      run: () =>
        undone(db, (tx) =>
          bringForward(tx, {
            after: '80000000-0000-4000-8000-000000000000',
            since: new Date(),
            isOf: grantIsOf(target, since),
          }),
        ),
    },
  ]);
}
